//! Pages of the book, where the page is published beside it.

/// The book's address from the page; empty where the build has no book.
pub(crate) const ADDRESS: &str = match option_env!("POOLWISE_BOOK") {
    Some(address) => address,
    None => "",
};

/// The page of a rule; empty without a book.
pub(crate) fn rule(code: &str, name: &str) -> String {
    in_book(&format!("rules/{code}-{name}.html"))
}

/// The section of a diagnosis; empty without a book.
pub(crate) fn diagnosis(code: &str, name: &str) -> String {
    in_book(&format!("diagnosis.html#{}-{name}", code.to_lowercase()))
}

fn in_book(page: &str) -> String {
    if ADDRESS.is_empty() { String::new() } else { format!("{ADDRESS}{page}") }
}
