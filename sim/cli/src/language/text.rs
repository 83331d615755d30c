//! The text of tokens as they come.

use seedchip_host::model::Tokenizer;
use std::io::{self, Write};

/// A text that grows by tokens. Letters are shown when all of their bytes are there.
pub struct Text {
    bytes: Vec<u8>,
    shown: usize,
    before: Option<u32>,
    stop: Option<String>,
}

impl Text {
    /// No text yet, behind a token; it ends at `stop`, which is not of it.
    pub fn new(before: Option<u32>, stop: Option<String>) -> Self {
        Self { bytes: Vec::new(), shown: 0, before, stop }
    }

    /// Adds a token. Whether the text goes on.
    pub fn add(&mut self, tokenizer: &dyn Tokenizer, token: u32) -> bool {
        self.bytes.extend(tokenizer.bytes(self.before, token));
        self.before = Some(token);
        let Some(stop) = self.stop.as_ref().filter(|stop| !stop.is_empty()) else { return true };
        let found = self.bytes.windows(stop.len()).position(|part| part == stop.as_bytes());
        if let Some(place) = found {
            self.bytes.truncate(place.max(self.shown));
        }
        found.is_none()
    }

    /// The whole text; what is no letter becomes a question mark.
    pub fn whole(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Writes the letters that are new. Those that may begin the stop are kept until they do not.
    pub fn show(&mut self, output: &mut dyn Write) -> io::Result<()> {
        let kept = self.stop.as_ref().map_or(0, |stop| self.beginning(stop.as_bytes()));
        let new = &self.bytes[self.shown..self.bytes.len() - kept.min(self.bytes.len() - self.shown)];
        let whole = match std::str::from_utf8(new) {
            Ok(text) => text.len(),
            // An error without a length is a letter that has not ended.
            Err(error) => error.error_len().map_or(error.valid_up_to(), |length| error.valid_up_to() + length),
        };
        output.write_all(String::from_utf8_lossy(&new[..whole]).as_bytes())?;
        output.flush()?;
        self.shown += whole;
        Ok(())
    }

    /// Writes what is left.
    pub fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        output.write_all(String::from_utf8_lossy(&self.bytes[self.shown..]).as_bytes())?;
        self.shown = self.bytes.len();
        Ok(())
    }

    /// Bytes at the end of the text that begin the stop.
    fn beginning(&self, stop: &[u8]) -> usize {
        (1..stop.len()).rev().find(|length| self.bytes.ends_with(&stop[..*length])).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bytes;

    impl Tokenizer for Bytes {
        fn vocabulary(&self) -> usize {
            256
        }
        fn start(&self) -> Option<u32> {
            None
        }
        fn ends(&self) -> &[u32] {
            &[]
        }
        fn tokens(&self, text: &str) -> Result<Vec<u32>, String> {
            Ok(text.bytes().map(u32::from).collect())
        }
        fn bytes(&self, _: Option<u32>, token: u32) -> Vec<u8> {
            vec![token as u8]
        }
    }

    #[test]
    fn letters_are_whole_and_the_stop_is_not_shown() -> io::Result<()> {
        let (mut text, mut shown) = (Text::new(None, Some("END".to_owned())), Vec::new());
        let mut steps = Vec::new();
        for token in "é EN ENDx".bytes().map(u32::from) {
            let goes_on = text.add(&Bytes, token);
            text.show(&mut shown)?;
            steps.push(shown.len());
            if !goes_on {
                break;
            }
        }
        text.finish(&mut shown)?;
        assert_eq!(String::from_utf8_lossy(&shown), "é EN ");
        assert_eq!(steps, [0, 2, 3, 3, 3, 6, 6, 6, 6]);
        Ok(())
    }
}
