//! `poolwise plan`: prints the whole plan.

mod outcomes;
mod reasons;
mod remedies;
mod screen;

use crate::{
    args::{Format, PlanArguments},
    failure::Failure,
    input::is_stdio,
    output::Output,
    scenario::Input,
    text::{
        self, PLAIN, QUIET, bar, findings,
        page::Page,
        table::{Align, Cell, Table, changes},
    },
    watch::watch,
};
use poolwise::{
    Plan, Scenario, answers,
    budget::{BudgetLine, PoolerBudget},
    format::grouped,
    plan::{PoolerPlan, ServicePlan},
    predict::Predictor,
    scenario::{Database, Document, Pool, PoolClass, Pooler},
};
use std::path::PathBuf;

pub(crate) fn run(arguments: &PlanArguments) -> Result<Output, Failure> {
    if !arguments.watch {
        return run_once(arguments);
    }
    let input = &arguments.input;
    let files: Vec<PathBuf> = input.scenario.iter().chain(&input.overrides.env).cloned().collect();
    if input.scenario.is_none() || files.iter().any(|file| is_stdio(file)) {
        return Err(Failure::new("--watch", "needs files, and standard input is none"));
    }
    watch(|| files.clone(), || run_once(arguments))
}

fn run_once(arguments: &PlanArguments) -> Result<Output, Failure> {
    let document = Input::load(&arguments.input, None)?.document;
    match arguments.format {
        Format::Json => Ok(Output::exact(answers::plan(&document, Predictor::Full)?)),
        Format::Text => {
            let plan = poolwise::plan::plan_document(&document, Predictor::Full);
            let text = if arguments.verbose {
                report(&document, &plan, text::width())
            } else {
                screen::screen(&document, &plan, text::width())
            };
            Ok(Output::styled(text))
        }
    }
}

/// The plan as text: the verdict, the numbers it rests on, and what to do.
fn report(document: &Document, plan: &Plan, width: usize) -> String {
    let scenario = &document.scenario;
    let mut page = Page::new(width);
    verdict(&mut page, document, plan, usize::MAX);
    if plan.services.is_empty() {
        return page.finish();
    }
    settings(&mut page, scenario, plan, usize::MAX);
    remedies::until(&mut page, plan);
    outcomes::outcomes(&mut page, scenario, plan);
    if !plan.findings.is_empty() {
        page.heading("Findings", &findings::summary(&plan.findings));
        for finding in &plan.findings {
            findings::finding(&mut page, finding, None);
        }
    }
    remedies::remedies(&mut page, plan);
    reasons::reasons(&mut page, plan);
    page.finish()
}

/// The verdict with so many lines of detail, and the connections that it rests on.
fn verdict(page: &mut Page, document: &Document, plan: &Plan, details: usize) {
    let (style, mark) = text::status(plan.verdict.status);
    page.item(style, 0, mark, style, &plan.verdict.headline);
    page.clipped(PLAIN, 2, &plan.verdict.detail, details);
    page.heading("Connections", "");
    bar::budget(page, &plan.budget, &assumed_limit(document));
    if plan.services.is_empty() {
        page.gap();
        page.paragraph(
            PLAIN,
            2,
            "The scenario has no services yet: add one under [[services]], or read one with --env.",
        );
    }
}

/// What the limit rests on, where nobody gave it.
fn assumed_limit(document: &Document) -> String {
    let database = &document.scenario.database;
    let max = database.max_connections;
    if document.given.has("database.max_connections") || max != Database::default().max_connections {
        return String::new();
    }
    let reserved = [database.superuser_reserved, database.reserved, database.provider_reserved];
    let reserved = reserved.iter().map(|slots| u64::from(slots.get())).sum();
    format!(" (assumed: its default of {max}, less {} reserved)", grouped(reserved))
}

/// The settings of one pool, current and advised.
struct Setting {
    name: String,
    pools: String,
    size: (String, String),
    overflow: (String, String),
    capacity: (String, String),
    connections: (String, String),
}

impl Setting {
    fn from_plan(service: &ServicePlan, line: &BudgetLine) -> Self {
        let (now, then) = (&service.current.pool, &service.advised.pool);
        let set = |pool: &Pool, value: String| if pool.class == PoolClass::NullPool { "–".to_owned() } else { value };
        Self {
            name: service.name.clone(),
            pools: service.pools.map_or_else(|| "over 2⁶⁴".to_owned(), grouped),
            size: (set(now, now.size.to_string()), set(then, then.size.to_string())),
            overflow: (set(now, now.overflow.to_string()), set(then, then.overflow.to_string())),
            capacity: (set(now, limit(now.capacity())), set(then, limit(then.capacity()))),
            connections: (limit(line.current.at_rest), limit(line.advised.at_rest)),
        }
    }

    fn from_pooler(pooler: &Pooler, plan: &PoolerPlan, budget: &PoolerBudget) -> Self {
        let reserve = pooler.reserve_pool_size.to_string();
        let (now, then) = (plan.current.default_pool_size, plan.advised.default_pool_size);
        let with_reserve =
            |size: u64| pooler.open_at_most(size + u64::from(pooler.reserve_pool_size.get())).to_string();
        Self {
            name: "the pooler".to_owned(),
            pools: grouped(pooler.pools()),
            size: (now.to_string(), then.to_string()),
            overflow: (reserve.clone(), reserve),
            capacity: (with_reserve(now), with_reserve(then)),
            connections: (grouped(budget.current.servers), grouped(budget.advised.servers)),
        }
    }
}

/// The settings of so many pools, and what has to change besides.
fn settings(page: &mut Page, scenario: &Scenario, plan: &Plan, most: usize) {
    page.heading("Settings", "current → advised, for one pool; connections are those of all pools");
    let mut rows: Vec<Setting> = plan
        .services
        .iter()
        .zip(&plan.budget.services)
        .map(|(service, line)| Setting::from_plan(service, line))
        .collect();
    if let (Some(pooler), Some(plan), Some(budget)) = (&scenario.pooler, &plan.pooler, &plan.budget.pooler) {
        rows.push(Setting::from_pooler(pooler, plan, budget));
    }
    let all = rows.len();
    // The one row that would be left out takes no more room than its number.
    if all > most.saturating_add(1) {
        rows.truncate(most);
    }
    let column =
        |value: fn(&Setting) -> &(String, String)| changes(&rows.iter().map(value).cloned().collect::<Vec<_>>());
    let columns = [
        column(|row| &row.size),
        column(|row| &row.overflow),
        column(|row| &row.capacity),
        column(|row| &row.connections),
    ];
    let mut columns = columns.map(Vec::into_iter);

    let mut table = Table::new(&[
        ("service", Align::Left),
        ("pools", Align::Right),
        ("size", Align::Left),
        ("overflow", Align::Left),
        ("capacity", Align::Left),
        ("connections", Align::Left),
    ]);
    for row in &rows {
        let cells = columns.iter_mut().filter_map(Iterator::next);
        table.row([Cell::new(&row.name), Cell::new(&row.pools)].into_iter().chain(cells).collect());
    }
    table.print(page, 2);
    if rows.len() < all {
        page.paragraph(QUIET, 2, &format!("and {} more", all - rows.len()));
    }
    remedies::required_changes(page, plan);
}

fn limit(connections: Option<u64>) -> String {
    connections.map_or_else(|| "no limit".to_owned(), grouped)
}
