//! Names that only the other names of a file explain.

use super::{OptionMeaning, find, meaning};

/// Prefixes before a setting of SQLAlchemy's pools, and whether Mastodon's names are there.
pub(in crate::read) struct Siblings<'a> {
    prefixes: Vec<&'a str>,
    has_pool_of_threads: bool,
}

/// Endings that only SQLAlchemy's pools have: what has the same prefix belongs to the same pool.
const TELLING: [&str; 4] = ["MAX_OVERFLOW", "POOL_RECYCLE", "POOL_PRE_PING", "POOL_USE_LIFO"];

/// More prefixes than this are in no file.
const MAX_PREFIXES: usize = 20;

impl<'a> Siblings<'a> {
    pub(in crate::read) fn new(keys: impl Iterator<Item = &'a str>) -> Self {
        let mut siblings = Self { prefixes: Vec::new(), has_pool_of_threads: false };
        for key in keys {
            siblings.has_pool_of_threads |= key == "DB_POOL";
            let telling = find(key).filter(|(_, ending)| TELLING.contains(ending));
            let prefix = telling.and_then(|(_, ending)| key.get(..key.len() - ending.len()));
            if let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty() && !siblings.prefixes.contains(prefix))
                && siblings.prefixes.len() < MAX_PREFIXES
            {
                siblings.prefixes.push(prefix);
            }
        }
        siblings
    }

    /// What a key sets whose own name does not tell.
    pub(in crate::read) fn meaning(&self, key: &str) -> Option<OptionMeaning> {
        if self.has_pool_of_threads && key == "MAX_THREADS" {
            return Some(OptionMeaning::Concurrency);
        }
        let rest = self.prefixes.iter().find_map(|prefix| key.strip_prefix(prefix))?;
        meaning(&format!("DB_{rest}")).filter(|_| rest.starts_with("POOL_"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(keys: &[&str], key: &str, expected: Option<OptionMeaning>) {
        assert_eq!(Siblings::new(keys.iter().copied()).meaning(key), expected, "{key} beside {keys:?}");
    }

    #[test]
    fn explains_names_by_those_beside_them() {
        check(&["SHOP_STORE_MAX_OVERFLOW"], "SHOP_STORE_POOL_SIZE", Some(OptionMeaning::Size));
        check(&["SHOP_STORE_POOL_PRE_PING"], "SHOP_STORE_POOL_TIMEOUT", Some(OptionMeaning::Timeout));
        check(&["SHOP_STORE_MAX_OVERFLOW"], "SHOP_THREAD_POOL_SIZE", None);
        check(&["REDIS_MAX_OVERFLOW"], "REDIS_POOL_SIZE", None);
        check(&["DB_POOL"], "MAX_THREADS", Some(OptionMeaning::Concurrency));
        check(&[], "MAX_THREADS", None);
    }
}
