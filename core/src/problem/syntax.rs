/// Why a text is no YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntaxFault {
    /// A tab in the indentation.
    Tab,
    /// A line further in or out than its neighbours allow.
    Indentation,
    /// A line that should be a key and has no colon.
    MissingColon,
    /// A colon where no key can stand: often a value that needs quotes.
    UnexpectedColon,
    UnclosedQuote,
    /// Text behind the closing quote.
    AfterQuote,
    /// `[` or `{` without its end, or without a comma between entries.
    UnclosedBracket,
    /// `]` or `}` without its beginning.
    UnopenedBracket,
    /// An alias whose anchor is not there.
    UnknownAlias,
    /// An alias inside the node that its own anchor names.
    AliasLoop,
    /// An escape sequence that YAML does not know.
    Escape,
    /// A character that cannot begin a value or be in a text at all.
    Character,
    /// Text behind the end of the document.
    AfterDocument,
    /// Anything else, in the YAML reader's own words.
    Other {
        detail: String,
    },
}
