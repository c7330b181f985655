//! What the page is made of. Each component is a function of the [`View`] and sends
//! [`Action`](crate::state::Action)s.

mod apply;
mod budget;
mod capacity;
mod catalog;
mod changes;
mod chart_card;
mod compare;
mod copy;
mod day;
mod diagnosis;
mod field;
mod files;
mod findings;
mod groups;
mod header;
mod method;
mod paste;
mod remedies;
mod select;
mod status;
mod timeline;
mod verdict;

use crate::{
    chart::{Deploy, Utilization, Waits},
    compare::{Column, SideBySide},
    state::State,
    use_simulation::use_simulated,
    view::View,
};
use std::rc::Rc;
use yew::prelude::*;

/// Sends an action to the page's state.
pub type Send = UseReducerDispatcher<State>;

/// The whole page.
#[component]
pub fn App() -> Html {
    let state = use_reducer_eq(State::default);
    let quick = use_memo(state.input.clone(), View::of);
    let simulated = use_simulated(&quick.document);
    let plan = simulated.plan(&quick.document);
    let view = use_memo((quick, plan, simulated.lost), |(quick, plan, lost)| quick.with(plan.clone(), *lost));
    let send = state.dispatcher();
    let dark = use_state_eq(crate::browser::prefers_dark);
    let toggle_theme = {
        let dark = dark.clone();
        Callback::from(move |()| {
            crate::browser::set_theme(!*dark);
            dark.set(!*dark);
        })
    };
    let kept = use_memo(state.input.alternatives.clone(), |all| all.iter().map(Column::kept).collect::<Vec<_>>());
    let compared = use_memo((view.clone(), kept.clone()), |(view, kept)| SideBySide::of(view, kept));
    let charts = use_memo((view.clone(), kept), |(view, kept)| {
        let (scenario, plan) = (view.scenario(), &view.plan);
        (
            Utilization::of(scenario, plan, 0, kept).map(Rc::new),
            Waits::of(scenario, plan, 0, kept).map(Rc::new),
            Deploy::of(scenario, plan, 0).map(Rc::new),
        )
    });
    let (utilization, waits, deploy) = (*charts).clone();

    html! {
        <>
            <header::Header send={send.clone()} undoes={state.undoes()} dark={*dark} {toggle_theme} />
            <main>
                <div class="column have" role="region" aria-label="What you have">
                    <paste::Paste send={send.clone()} input={state.input.clone()} view={view.clone()} />
                    <groups::Groups send={send.clone()} picks={state.input.picks.clone()} view={view.clone()} />
                </div>
                <div class="column happens" role="region" aria-label="What happens">
                    <verdict::VerdictCard send={send.clone()} view={view.clone()} />
                    <diagnosis::DiagnosisCard
                        send={send.clone()}
                        diagnoses={view.diagnoses.clone()}
                        why_bigger={poolwise::diagnose::why_bigger(&view.plan, &view.diagnoses)}
                    />
                    <remedies::Remedies send={send.clone()} view={view.clone()} />
                    <budget::BudgetCard view={view.clone()} />
                    <div class="charts">
                        <chart_card::ChartCard<Utilization>
                            title="Utilization against traffic" aside="of one pool"
                            chart={utilization} dark={*dark}
                            without="Enter the requests per second to see how full a pool gets." />
                        <chart_card::ChartCard<Waits>
                            title="Waiting time against pool size" aside="for a connection, log scale"
                            chart={waits} dark={*dark}
                            without="Enter the requests per second to see how long they wait." />
                        <timeline::TimelineCard view={view.clone()} {simulated} dark={*dark} />
                        if let Some(deploy) = deploy {
                            <chart_card::ChartCard<Deploy>
                                wide=true title="Connections through a deploy" aside={deploy.describe()}
                                chart={deploy.clone()} dark={*dark} without="" />
                        }
                    </div>
                    <findings::Findings send={send.clone()} view={view.clone()} />
                    <changes::Changes send={send.clone()} view={view.clone()} />
                    <compare::Compare send={send.clone()} alternatives={state.input.alternatives.clone()} {compared} />
                    <files::Files {view} />
                </div>
            </main>
            <footer>
                <p>{ "Nothing you enter leaves this page. Predictions are for SQLAlchemy's QueuePool in front of PostgreSQL." }</p>
            </footer>
        </>
    }
}
