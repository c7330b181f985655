//! Cards and rows of tables.

use yew::prelude::*;

/// A card with a heading, named after its class.
pub(super) fn card(class: &'static str, title: &str, body: Html) -> Html {
    let id = format!("{class}-title");
    html! {
        <section class={classes!("card", class)} aria-labelledby={id.clone()}><h2 {id}>{ title }</h2>{ body }</section>
    }
}

/// A row of a table whose first cell names it.
pub(super) fn row<'a>(name: &str, cells: impl Iterator<Item = &'a str>) -> Html {
    let cells: Vec<&str> = cells.collect();
    row_of(name, &cells)
}

fn row_of(name: &str, cells: &[&str]) -> Html {
    html! { <tr><th scope="row">{ name }</th>{ for cells.iter().map(|cell| html! { <td>{ *cell }</td> }) }</tr> }
}

/// The head of a table; an empty name is the corner.
pub(super) fn head(names: &[&str]) -> Html {
    let cell = |name: &&str| {
        if name.is_empty() {
            html! { <td></td> }
        } else {
            html! { <th scope="col">{ *name }</th> }
        }
    };
    html! { <thead><tr>{ for names.iter().map(cell) }</tr></thead> }
}
