use super::*;
use crate::catalog::SHELVES;
use poolwise_view::{Entries, Refusal, ServiceInput};

const SIZE: &str = "services[0].pool.size";

fn texts() -> Texts {
    let mut texts = Texts::default();
    for (number, text) in [(1, "DB_POOL_SIZE=9"), (2, "DB_POOL_SIZE=9\n#"), (3, "DB_MAX_OVERFLOW=9"), (4, DISPUTED)] {
        texts.keep(number, text);
    }
    texts
}

const DISPUTED: &str =
    "DB_POOL_SIZE=20\n\nQueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30\n";

/// One service with a paste and what was given beside it.
fn input(paste: u32, entries: Entries) -> Input {
    Input { services: vec![ServiceInput { paste, entries, ..ServiceInput::default() }], ..Input::default() }
}

fn typed(text: &str, paste: u32, order: u32) -> Typed {
    Typed { path: SIZE.to_owned(), text: Some(text.to_owned()), paste, order }
}

#[test]
fn a_newer_paste_replaces_what_was_typed_where_it_says_something_else() {
    let check = |typed_at: u32, pasted: u32, expected: Option<&str>| {
        let typed = vec![typed("7", typed_at, 5)];
        let given = Given::new(&input(pasted, Entries { typed, ..Entries::default() }), 0, &texts());
        assert_eq!(given.typed(SIZE), expected, "{typed_at} {pasted}");
        assert_eq!(given.superseded_fields.is_empty(), expected.is_some(), "{typed_at} {pasted}");
    };
    check(0, 0, Some("7"));
    check(0, 1, None);
    check(1, 2, Some("7"));
    check(0, 3, Some("7"));
    check(1, 3, Some("7"));
    check(3, 1, None);
}

#[test]
fn a_refused_setting_is_refused_until_its_value_changes() {
    let check = |refused_at: u32, pasted: u32, expected: bool| {
        let refused = vec![Refusal { path: SIZE.to_owned(), paste: refused_at }];
        let given = Given::new(&input(pasted, Entries { refused, ..Entries::default() }), 0, &texts());
        assert_eq!(given.is_refused(SIZE), expected, "{refused_at} {pasted}");
    };
    check(1, 1, true);
    check(1, 2, true);
    check(1, 4, false);
}

#[test]
fn the_user_chooses_among_several_values() {
    let check = |chosen: Vec<Choice>, line: usize| {
        let given = Given::new(&input(4, Entries { chosen, ..Entries::default() }), 0, &texts());
        assert_eq!(given.setting(SIZE).unwrap().line, line);
    };
    let choice = |line, value: &str| vec![Choice { path: SIZE.to_owned(), line, value: value.to_owned() }];
    check(vec![], 3);
    check(choice(1, "20"), 1);
    check(choice(1, "21"), 3);
}

/// What counts for a field after picks and typed texts, in this order.
fn check_picks(deeds: &[(&str, Option<&str>)], path: &str, expected: Option<&str>) {
    let (mut entries, mut shared) = (Entries::default(), Entries::default());
    for (order, (id, text)) in (1..).zip(deeds) {
        if let Some(row) = Pick::new(id, *text) {
            let shelf = SHELVES.iter().position(|shelf| shelf.kind == row.entry.kind).unwrap().try_into().unwrap();
            entries.picks.retain(|pick| pick.shelf != shelf);
            entries.picks.push(poolwise_view::Pick {
                shelf,
                id: (*id).to_owned(),
                size: text.map(str::to_owned),
                paste: 0,
                order,
            });
        } else if is_of_service(id) {
            entries.typed.push(Typed { path: (*id).to_owned(), text: text.map(str::to_owned), paste: 0, order });
        } else {
            shared.typed.push(Typed { path: (*id).to_owned(), text: text.map(str::to_owned), paste: 0, order });
        }
    }
    let given = Given::new(&Input { shared, ..input(0, entries) }, 0, &Texts::default());
    assert_eq!(given.typed(path), expected, "{deeds:?}");
}

#[test]
fn the_newest_of_picks_and_typed_texts_counts() {
    let (most, kept) = ("database.max_connections", "database.provider_reserved");
    check_picks(&[("neon", Some("1"))], most, Some("419"));
    check_picks(&[("neon", Some("1")), ("neon", Some("2"))], most, Some("839"));
    check_picks(&[("neon", Some("1")), ("supabase", Some("micro"))], most, Some("60"));
    check_picks(&[("neon", Some("1")), ("supabase", Some("micro"))], kept, None);
    check_picks(&[("neon", Some("1")), (most, Some("80"))], most, Some("80"));
    check_picks(&[("neon", Some("1")), (most, Some("80")), (most, None)], most, None);
    check_picks(&[(most, Some("80")), ("neon", Some("a lot"))], most, Some("80"));
}

#[test]
fn of_two_picks_that_set_the_same_the_later_one_counts() {
    let (size, recycle) = (SIZE, "services[0].pool.recycle_s");
    check_picks(&[("hikaricp", None)], size, Some("10"));
    check_picks(&[("hikaricp", None)], recycle, Some("1800"));
    check_picks(&[("hikaricp", None), ("development", None)], size, Some("2"));
    check_picks(&[("hikaricp", None), ("development", None)], recycle, None);
    check_picks(&[("hikaricp", None), ("neon", Some("1"))], size, Some("10"));
}
