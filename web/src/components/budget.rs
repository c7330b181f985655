//! The connections against the limit, drawn to scale.

use super::card::card;
use poolwise_view::{Bar, Budget, Part, PartKind};
use yew::prelude::*;

pub(super) fn budget(budget: &Budget) -> Html {
    let body = html! {
        <>
            <div class="bars">
                <div class="setups">{ for budget.bars.iter().map(bar) }</div>
                { limits(budget) }
            </div>
            { limit(budget) }
            <p class="hint">{ &budget.legend }</p>
            <ul class="facts">{ for budget.facts.iter().map(|fact| html! { <li>{ fact }</li> }) }</ul>
        </>
    };
    card("budget", "Connection budget", body)
}

fn bar(Bar { name, summary, parts, total, is_over }: &Bar) -> Html {
    html! {
        <div class={classes!("bar", name.clone(), is_over.then_some("over"))}>
            <span class="name">{ name }</span>
            <svg class="track" role="img" aria-label={summary.clone()}>{ for parts.iter().map(part) }</svg>
            <span class={classes!("total", is_over.then_some("bad"))}>{ total }</span>
        </div>
    }
}

fn part(Part { kind, from, width, title }: &Part) -> Html {
    let class = match kind {
        PartKind::Others => "part others",
        PartKind::Instance => "part",
        PartKind::OtherService => "part other",
        PartKind::Surge => "part surge",
        PartKind::Scaled => "part scaled",
        PartKind::Unbounded => "part unbounded",
    };
    let (x, width) = (from.clone(), width.clone());
    let is_hatched = matches!(kind, PartKind::Surge | PartKind::Unbounded);
    html! {
        <g>
            <title>{ title }</title>
            <rect {class} x={x.clone()} width={width.clone()} height="100%" />
            if is_hatched { <rect class="stripes" {x} {width} height="100%" /> }
        </g>
    }
}

/// What is reserved, and the limit; the advised limit too where it differs.
fn limits(Budget { reserved: [from, width], limits, .. }: &Budget) -> Html {
    let mark = |(index, x): (usize, &String)| {
        let class = if index == 0 { "mark" } else { "mark raised" };
        // Each limit belongs to one of two bars.
        let [y1, y2] = match (index, limits.len()) {
            (_, 1) => ["0%", "100%"],
            (0, _) => ["0%", "50%"],
            _ => ["50%", "100%"],
        };
        html! { <line {class} x1={x.clone()} x2={x.clone()} {y1} {y2} /> }
    };
    html! {
        <svg class="limit" aria-hidden="true">
            <defs>
                <pattern id="stripes" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect width="4" height="7" />
                </pattern>
                <pattern id="lines" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect width="1" height="5" />
                </pattern>
            </defs>
            <rect class="reserved" x={from.clone()} width={width.clone()} height="100%" />
            { for limits.iter().enumerate().map(mark) }
        </svg>
    }
}

/// The limit in words, below its mark.
fn limit(budget: &Budget) -> Html {
    let anchor = if budget.is_limit_right { "end" } else { "start" };
    html! {
        <svg class="scale" aria-hidden="true">
            <text x={budget.limit_at.clone()} y="14" text-anchor={anchor}>{ &budget.limit }</text>
        </svg>
    }
}
