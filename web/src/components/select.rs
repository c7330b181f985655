//! A list of words, of which one is chosen.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct SelectProps {
    pub(super) id: AttrValue,
    /// Values, and the words for them.
    pub(super) options: Vec<(&'static str, &'static str)>,
    /// The value that is chosen.
    pub(super) chosen: AttrValue,
    pub(super) choose: Callback<String>,
    /// The element that explains it, where there is one.
    #[prop_or_default]
    pub(super) described_by: Option<AttrValue>,
}

#[component]
pub(super) fn Select(props: &SelectProps) -> Html {
    let SelectProps { id, options, chosen, choose, described_by } = props;
    let node = use_node_ref();
    {
        let node = node.clone();
        // The attribute of an option counts no longer once the user has chosen, so undoing would not show.
        use_effect_with((chosen.clone(), options.clone()), move |(chosen, _)| {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(chosen);
            }
        });
    }
    let onchange = {
        let choose = choose.clone();
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                choose.emit(select.value());
            }
        }
    };
    let option = |(value, words): &(&'static str, &'static str)| {
        html! { <option value={*value} selected={chosen == value}>{ *words }</option> }
    };
    html! {
        <select ref={node} {id} {onchange} aria-describedby={described_by.clone()}>{ for options.iter().map(option) }</select>
    }
}
