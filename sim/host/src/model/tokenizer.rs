//! Text to tokens and back.

/// Text to tokens and back.
pub trait Tokenizer {
    /// Tokens that there are.
    fn vocabulary(&self) -> usize;

    /// The token that begins a text, if the model wants one.
    fn start(&self) -> Option<u32>;

    /// The tokens that end a text.
    fn ends(&self) -> &[u32];

    /// The tokens of a text, the one that begins it not among them; or why it cannot be cut into any.
    fn tokens(&self, text: &str) -> Result<Vec<u32>, String>;

    /// The bytes of a token behind another one.
    fn bytes(&self, before: Option<u32>, token: u32) -> Vec<u8>;
}
