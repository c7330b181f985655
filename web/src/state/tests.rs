use super::*;
use poolwise_view::{FieldKind, FieldSpec, PastePart};

const SIZE: &str = "services[0].pool.size";
const MAX_TEXT: u32 = 1000;

fn page() -> Page {
    let size = FieldSpec {
        named: Vec::new(),
        path: SIZE.to_owned(),
        group: 0,
        label: "Pool size".to_owned(),
        unit: String::new(),
        hint: String::new(),
        kind: FieldKind::Switch,
        is_essential: true,
    };
    Page { fields: vec![size], max_text: MAX_TEXT, ..Page::default() }
}

/// The state after all of the actions, from an empty page.
fn after(actions: &[Action]) -> State {
    let mut state = State::default();
    state.act(Action::Clear, &page());
    state.past = History::default();
    for action in actions {
        state.act(action.clone(), &page());
    }
    state
}

fn size(text: &str) -> Action {
    Action::Type(SIZE.to_owned(), text.to_owned())
}

fn paste(text: &str) -> Action {
    Action::Paste(text.to_owned())
}

/// What is typed into the pool's size after all of the actions.
fn check(actions: &[Action], expected: Option<&str>) {
    let state = after(actions);
    assert_eq!(state.input.typed(0, SIZE).and_then(|typed| typed.text.as_deref()), expected, "{actions:?}");
}

#[test]
fn undo_takes_back_what_was_done_last() {
    check(&[size("7"), size("8"), Action::Undo], None);
    check(&[size("7"), Action::Apply(vec![(SIZE.to_owned(), "4".to_owned())])], Some("4"));
    check(&[size("7"), Action::Apply(vec![(SIZE.to_owned(), "4".to_owned())]), Action::Undo], Some("7"));
    check(&[size("7"), Action::Clear, Action::Undo], Some("7"));
    check(&[size("7"), Action::Undo, Action::Undo], None);
    check(&[size("7"), Action::Reset(SIZE.to_owned())], None);
}

#[test]
fn letters_are_one_step_and_a_paste_is_another() {
    let texts = ["DB_POOL_SIZE=7", "DB_POOL_SIZE=", "DB_POOL_SIZE=8", "DB_POOL_SIZE=8é"].map(paste);
    let mut state = after(&texts);
    assert_eq!(state.undoes(), Some("typing"));
    state.act(Action::Undo, &page());
    assert_eq!((&*state.paste(), state.undoes()), ("DB_POOL_SIZE=7", Some("paste")));
    state.act(Action::Undo, &page());
    assert_eq!(state.undoes(), None);
}

#[test]
fn a_refused_setting_is_used_again_whatever_was_typed_instead() {
    let toggle = Action::Toggle(SIZE.to_owned());
    let check = |actions: &[Action], is_refused: bool| {
        assert_eq!(!after(actions).input.services[0].entries.refused.is_empty(), is_refused, "{actions:?}");
    };
    let pasted = paste("DB_POOL_SIZE=9");
    check(&[pasted.clone(), toggle.clone()], true);
    check(&[pasted.clone(), toggle.clone(), toggle.clone()], false);
    check(&[pasted.clone(), size("7"), toggle.clone()], false);
    check(&[pasted, toggle.clone(), size("7"), toggle], false);
}

#[test]
fn the_first_paste_takes_the_place_of_the_example() {
    let check = |actions: &[Action], is_example: bool, typed: Option<&str>| {
        let mut state = State::default();
        for action in actions {
            state.act(action.clone(), &page());
        }
        assert_eq!(state.is_example(), is_example, "{actions:?}");
        assert_eq!(state.input.typed(0, SIZE).and_then(|typed| typed.text.as_deref()), typed, "{actions:?}");
    };
    check(&[], true, Some("5"));
    check(&[size("9")], true, Some("9"));
    check(&[paste("A=1")], false, None);
    check(&[size("9"), paste("A=1")], false, Some("9"));
    check(&[paste("A=1"), Action::Undo], true, Some("5"));
    check(&[Action::Example, paste(&format!("{}#", example::PASTE))], true, None);
    check(&[Action::Example, paste("DB_MAX_OVERFLOW=3 # and quite another text\n")], false, None);
    let by_hand = paste(&format!("{}#", example::PASTE));
    check(&[Action::Example, by_hand, paste("DB_MAX_OVERFLOW=3 # and quite another text\n")], false, None);
    check(&[Action::Clear], false, None);
}

#[test]
fn an_example_is_untouched_until_something_is_typed() {
    let mut state = State::default();
    assert!(state.is_untouched());
    state.act(size("9"), &page());
    assert!(state.is_example() && !state.is_untouched());
}

#[test]
fn what_is_kept_comes_back_whole() {
    let (keep, again) = (Action::Keep("A".to_owned()), Action::Use("A".to_owned()));
    check(&[size("7"), keep.clone(), size("9")], Some("9"));
    check(&[size("7"), keep.clone(), size("9"), again.clone()], Some("7"));
    check(&[size("7"), keep.clone(), size("9"), again.clone(), Action::Undo], Some("9"));
    check(&[keep.clone(), size("9"), Action::Use("B".to_owned())], Some("9"));
    let mut state = after(&[paste("DB_POOL_SIZE=3"), size("7"), keep, paste("X=4, another text"), again]);
    assert_eq!(&*state.paste(), "DB_POOL_SIZE=3");
    assert!(state.input.kept[0].input.kept.is_empty());
    state.act(Action::Remove("A".to_owned()), &page());
    assert!(state.input.kept.is_empty());
    assert_eq!(state.undoes(), Some("remove alternative"));
    state.act(Action::Undo, &page());
    assert!(!state.input.kept.is_empty());
}

#[test]
fn each_kept_name_is_its_own() {
    let check = |names: &[&str], kept: &[&str], next: &str| {
        let keep: Vec<Action> = names.iter().map(|name| Action::Keep((*name).to_owned())).collect();
        let state = after(&keep);
        assert_eq!(state.input.kept.iter().map(|one| &*one.name).collect::<Vec<_>>(), kept);
        assert_eq!(next_name(&state.input.kept), next);
    };
    check(&[], &[], "A");
    check(&["A", " B ", "a", "b"], &["A", "B"], "C");
    check(&["B", "small", "SMALL"], &["B", "small"], "A");
    check(&["", " ", "Advised", "current", "seventeen letters", "sixteen letters "], &["sixteen letters"], "A");
    let many: Vec<Action> = (0..20).map(|n| Action::Keep(n.to_string())).collect();
    assert_eq!(after(&many).input.kept.len(), MAX_KEPT);
    let rename = |now: &str, name: &str| Action::Rename(now.to_owned(), name.to_owned());
    let mut state = after(&[Action::Keep("A".to_owned()), Action::Keep("B".to_owned())]);
    state.act(rename("A", "B"), &page());
    state.act(rename("B", "b"), &page());
    state.act(rename("none", "D"), &page());
    assert_eq!(state.input.kept.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["A", "b"]);
}

#[test]
fn going_back_does_not_fill_the_memory() {
    let longest = usize::try_from(MAX_TEXT).unwrap();
    let text = |step: usize| paste(&"x".repeat(longest + 5 * step));
    let state = after(&(1..8).map(text).collect::<Vec<_>>());
    assert_eq!((state.past.len(), state.texts.len()), (3, 4));
    let mut state = after(&[paste(&"x".repeat(5 * longest)), Action::Clear]);
    assert_eq!((state.past.len(), state.undoes()), (1, Some("start over")));
    for step in 1..99 {
        state.act(Action::Example, &page());
        state.act(paste(&step.to_string()), &page());
    }
    assert_eq!(state.past.len(), 50);
}

#[test]
fn what_no_longer_counts_is_forgotten_without_a_step() {
    let mut state = after(&[size("7")]);
    state.forget(&[SIZE.to_owned()], &[]);
    assert_eq!((state.input.typed(0, SIZE), state.past.len()), (None, 1));
}

/// The state after a paste was split into services, and then all of the actions.
fn after_split(actions: &[Action]) -> State {
    let names = ["api", "worker"].map(str::to_owned).to_vec();
    let split = [size("7"), paste("api and worker"), Action::SplitServices(names)];
    after(&[&split[..], actions].concat())
}

#[test]
fn a_split_paste_makes_services_that_can_be_taken_back() {
    let check = |actions: &[Action], expected: &[(&str, PastePart)]| {
        let state = after_split(actions);
        let found: Vec<_> = state.input.services.iter().map(|one| (&*one.name, one.part)).collect();
        assert_eq!(found, expected, "{actions:?}");
        assert!(state.shown < state.input.services.len());
    };
    let both = [("api", PastePart::Of(0)), ("worker", PastePart::Of(1))];
    check(&[], &both);
    check(&[paste("api and worker.")], &both);
    check(&[Action::Undo], &[("", PastePart::Whole)]);
    check(&[Action::JoinServices], &[("", PastePart::Whole)]);
    check(&[paste("another text altogether")], &[("", PastePart::Any)]);
    check(&[Action::RemoveService], &both[1..]);
    check(&[Action::RemoveService, Action::RemoveService], &both[1..]);
    check(&[Action::AddService], &[both[0], both[1], ("", PastePart::Any)]);
    check(
        &[Action::DuplicateService("a copy".to_owned()), Action::NameService("b".to_owned())],
        &[both[0], both[1], ("b", PastePart::Of(0))],
    );
}

#[test]
fn each_service_has_fields_of_its_own_and_shares_the_server() {
    const CORES: &str = "database.cores";
    let mut state = after_split(&[]);
    state.show(1);
    for action in [size("3"), Action::Type(CORES.to_owned(), "8".to_owned())] {
        state.act(action, &page());
    }
    let set = vec![
        ("services[0].pool.size".to_owned(), "4".to_owned()),
        ("services[1].pool.size".to_owned(), "5".to_owned()),
    ];
    let typed = |state: &State, path: &str| {
        [0, 1].map(|place| state.input.typed(place, path).and_then(|typed| typed.text.clone()).unwrap_or_default())
    };
    assert_eq!(typed(&state, SIZE), ["7", "3"]);
    assert_eq!(typed(&state, CORES), ["8", "8"]);
    state.act(Action::Apply(set), &page());
    assert_eq!(typed(&state, SIZE), ["4", "5"]);
    state.act(Action::Undo, &page());
    assert_eq!((typed(&state, SIZE), state.shown), (["7".to_owned(), "3".to_owned()], 1));
}
