//! The cards of fields: the essential ones in view, the others behind "More".

use super::{Context, catalog, field};
use poolwise_view::{Field, FieldSpec, GroupSpec, Page, Source, View};
use yew::prelude::*;

pub(super) fn groups(context: &Context<'_>) -> Html {
    let cards = (0..).zip(&context.page.groups).map(|(place, group)| card(context, place, group));
    html! { <div class="groups" inert={!context.is_live}>{ for cards }</div> }
}

/// The fields of a card, with how each stands.
fn fields<'a>(context: &Context<'a>, place: u8) -> impl Iterator<Item = (&'a FieldSpec, &'a Field)> + use<'a> {
    context.page.fields.iter().zip(&context.view.fields).filter(move |(spec, _)| spec.group == place)
}

fn card(context: &Context<'_>, place: u8, group: &GroupSpec) -> Html {
    let row = |(spec, field): (&FieldSpec, &Field)| field::field(context, spec, field);
    let essential = fields(context, place).filter(|(spec, _)| spec.is_essential).map(row);
    let others = || fields(context, place).filter(|(spec, _)| !spec.is_essential);
    let is_open = context.ui.opened.contains(&place);
    let rest = if context.ui.grown <= place && !is_open {
        Html::default()
    } else {
        html! {
            <>
                <div class="shelves">{ for shelves(context, place) }</div>
                <div class="fields">{ for others().map(row) }</div>
            </>
        }
    };
    if !group.is_essential {
        return html! {
            <details class="card group" open={is_open}>
                <summary><h2>{ &group.title }</h2></summary>
                { rest }
            </details>
        };
    }
    html! {
        <section class="card group" aria-label={group.title.clone()}>
            <h2>{ &group.title }</h2>
            <div class="fields">{ for essential }</div>
            <details class="more" open={is_open}>
                <summary>{ &group.more }</summary>
                { rest }
            </details>
        </section>
    }
}

/// The cards of which something behind "More" was pasted, picked or set.
pub(crate) fn given(page: &Page, view: &View) -> impl Iterator<Item = u8> {
    let is_given = |field: &Field| field.source != Source::Default || !field.error.is_empty();
    let fields =
        page.fields.iter().zip(&view.fields).filter(move |(spec, field)| !spec.is_essential && is_given(field));
    let shelves = page.shelves.iter().zip(&view.shelves).filter(|(_, shelf)| !shelf.id.is_empty());
    fields.map(|(spec, _)| spec.group).chain(shelves.map(|(spec, _)| spec.group))
}

fn shelves<'a>(context: &'a Context<'_>, group: u8) -> impl Iterator<Item = Html> + 'a {
    let all = (0..).zip(&context.page.shelves).zip(&context.view.shelves);
    let here = all.filter(move |((_, spec), _)| spec.group == group);
    here.map(|((place, spec), shelf)| catalog::shelf(context, place, spec, shelf))
}
