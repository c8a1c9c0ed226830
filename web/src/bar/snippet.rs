//! What is written into another page or text, so that it shows this: the element of `embed.js`, or a frame.

use svcpath_core::request::Written;

/// Where the text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    #[default]
    Html,
    /// Where HTML is let through.
    Markdown,
    /// Where scripts are not.
    Frame,
}

impl Form {
    pub(super) const ALL: [Form; 3] = [Form::Html, Form::Markdown, Form::Frame];

    pub(super) fn name(self) -> &'static str {
        match self {
            Form::Html => "HTML",
            Form::Markdown => "Markdown",
            Form::Frame => "iframe",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Manifests {
    Address(String),
    /// Manifests or a scenario, harmless inside `<script>`.
    Inline(String),
}

/// The element, as docs/embedding.md describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// Where `embed.js` is.
    pub(super) script: String,
    pub(super) manifests: Manifests,
    /// `None`: the scenario among the manifests asks.
    pub(super) written: Option<Written>,
    /// What else is said, by the attribute's name.
    pub(super) more: Vec<(&'static str, String)>,
    /// What is read where no script runs, and until there is a picture.
    pub(super) title: String,
}

impl Element {
    /// Markdown takes HTML up to an empty line, but a script to its end: the two stand apart there.
    pub(super) fn text(&self, form: Form) -> String {
        let apart = if form == Form::Markdown { "\n" } else { "" };
        let indent = if form == Form::Markdown { "" } else { "  " };
        let mut attributes = Vec::new();
        if let Manifests::Address(address) = &self.manifests {
            attributes.push(("src", address.as_str()));
        }
        if let Some(Written { from, to, at, via, method, headers: _ }) = &self.written {
            attributes.extend([("from", from.as_str()), ("to", to.as_str())]);
            let parts = [("at", at), ("via", via), ("method", method)];
            attributes.extend(parts.iter().filter_map(|(name, part)| Some((*name, part.as_deref()?))));
        }
        attributes.extend(self.more.iter().map(|(name, value)| (*name, value.as_str())));
        let attributes: String =
            attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", attribute(value))).collect();
        let yaml = match &self.manifests {
            Manifests::Address(_) => String::new(),
            Manifests::Inline(text) => {
                let end = if text.ends_with('\n') { "" } else { "\n" };
                format!("{apart}{indent}<script type=\"application/yaml\">\n{text}{end}{indent}</script>\n")
            }
        };
        let title = attribute(&self.title);
        let inside = format!("\n{indent}<p>{title}</p>\n{yaml}");
        let script = attribute(&self.script);
        format!("<script src=\"{script}\" async></script>\n{apart}<svc-path{attributes}>{inside}</svc-path>\n")
    }
}

/// A frame without any script on the page; a strict policy there lets no style through, but the old attribute.
pub(super) fn frame(address: &str, title: &str, height: u32) -> String {
    let (address, title) = (attribute(address), attribute(title));
    format!(
        "<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"{height}\" loading=\"lazy\" frameborder=\"0\"></iframe>\n"
    )
}

/// Whether a text can stand inside `<script>` as it is: it neither ends it nor makes its end be overlooked.
pub(super) fn is_harmless(text: &str) -> bool {
    let opens = |rest: &str, word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    text.match_indices('<').all(|(at, _)| {
        let rest = &text[at..];
        !["</script", "<script", "<!--"].iter().any(|word| opens(rest, word))
    })
}

/// For attributes in double quotes.
fn attribute(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    text.replace('<', "&lt;").replace('>', "&gt;").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(manifests: Manifests) -> Element {
        let (from, to) = ("internet".into(), "http://a/?b=\"1\"&c".into());
        let written = Written { from, to, at: Some("node/node-1".into()), ..Written::default() };
        let more = vec![("step", "3".to_owned()), ("height", "420".to_owned())];
        let title = "The path to a < b".to_owned();
        Element { script: "https://example.com/embed.js".into(), manifests, written: Some(written), more, title }
    }

    #[test]
    fn an_element_says_where_its_manifests_are() {
        let element = element(Manifests::Address("https://example.com/shop.yaml".into()));
        assert_eq!(
            element.text(Form::Html),
            "<script src=\"https://example.com/embed.js\" async></script>\n<svc-path src=\"https://example.com/shop.yaml\" \
             from=\"internet\" to=\"http://a/?b=&quot;1&quot;&amp;c\" at=\"node/node-1\" step=\"3\" height=\"420\">\n  <p>The path to a &lt; b</p>\n</svc-path>\n"
        );
    }

    #[test]
    fn inline_manifests_survive_markdown() {
        let element = element(Manifests::Inline("kind: Service\n\nmetadata: {}".into()));
        let html = element.text(Form::Html);
        assert!(html.contains(
            "</p>\n  <script type=\"application/yaml\">\nkind: Service\n\nmetadata: {}\n  </script>\n</svc-path>\n"
        ));
        let markdown = element.text(Form::Markdown);
        // An empty line ends the element's block, so that the script opens one of its own, in which empty lines are nothing.
        assert!(markdown.contains("</script>\n\n<svc-path "));
        assert!(
            markdown.contains("<p>The path to a &lt; b</p>\n\n<script type=\"application/yaml\">\nkind: Service\n")
        );
        assert!(markdown.ends_with("\n</script>\n</svc-path>\n"));
    }

    #[test]
    fn what_could_end_a_script_is_no_harmless_text() {
        for text in ["a </script> b", "</SCRIPT", "<!-- x", "é<Script"] {
            assert!(!is_harmless(text), "{text}");
        }
        for text in ["a < b", "<p>", "</p>", "<", "<é", "</scrip", "<!é"] {
            assert!(is_harmless(text), "{text}");
        }
        assert_eq!(attribute("\"><script>&"), "&quot;&gt;&lt;script&gt;&amp;");
    }
}
