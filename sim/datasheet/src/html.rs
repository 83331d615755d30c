//! The page as one file that can be read anywhere and printed.

use crate::page::Picture;
use crate::svg::escape;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html::push_html};

/// How the page looks, on screen and on paper.
const STYLE: &str = include_str!("datasheet.css");

/// The page of a Markdown text; its pictures become part of it.
pub fn page(markdown: &str, pictures: &[Picture], folder: &str) -> String {
    let mut inside_picture = false;
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Image { dest_url, .. }) => {
            inside_picture = true;
            let name = dest_url.trim_start_matches(folder).trim_matches('/').trim_end_matches(".svg").to_owned();
            let svg = pictures.iter().find(|picture| picture.name == name).map(|picture| picture.svg.clone());
            // The text in brackets is replaced by the picture, which has a title of its own.
            Some(Event::InlineHtml(format!("<span class=\"figure\">{}</span>", svg.unwrap_or_default()).into()))
        }
        Event::End(TagEnd::Image) => {
            inside_picture = false;
            None
        }
        _ if inside_picture => None,
        event => Some(event),
    });
    let mut body = String::new();
    push_html(&mut body, events);
    let title = markdown.lines().next().unwrap_or_default().trim_start_matches("# ").replace('`', "");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape(&title)
    )
}
