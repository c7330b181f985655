//! All that is shown, derived from [`State`](crate::state::State).

use crate::{
    fields::{FIELDS, Field, Kind},
    state::Said,
};
use poolwise::{
    Plan, Scenario,
    diagnose::{Diagnosis, diagnose},
    plan_with,
    predict::predict_by_formula,
    read::{Kind as TextKind, Reading},
    scenario::{Service, Traffic},
};
use serde_json::Value;
use std::{rc::Rc, sync::OnceLock};

/// The word for it, which no mode of a pooler is.
const NO_POOLER: &str = "none";

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// What the paste says.
    pub reading: Rc<Reading>,
    /// Every field, in the order of [`FIELDS`].
    pub rows: Vec<Row>,
    /// The scenario that they make.
    pub scenario: Scenario,
    /// What follows from it.
    pub plan: Rc<Plan>,
    /// What the paste tells of a trouble, in that scenario.
    pub diagnoses: Rc<Vec<Diagnosis>>,
    /// How well that is known.
    pub known: Known,
}

/// How well a plan is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// By closed forms, which take no time, until the worker has answered.
    ByFormula,
    /// As well as it can be: simulated, where the closed forms are not good enough.
    AtBest,
    /// By closed forms: no worker answers.
    ByFormulaAlone,
}

/// A field as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which field.
    pub field: &'static Field,
    /// Its text, as typed, pasted or by default.
    pub text: String,
    /// Where the text is from.
    pub origin: Origin,
    /// What stood in the paste, where the text is from there.
    pub quoted: Option<String>,
    /// What is wrong with the text; the scenario then holds what was there before.
    pub error: Option<String>,
}

/// Where a field's text is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The paste: the kind of text, and the line.
    Pasted(TextKind, usize),
    /// What the pasted framework does by itself.
    Assumed(TextKind, usize),
    /// The user, here.
    Typed,
}

const BURST: &str = "services[0].burst.";
const POOLER: &str = "pooler.";
const POOL_MODE: &str = "pooler.pool_mode";

impl View {
    /// What the page shows for what the user `said`.
    #[must_use]
    pub fn of(said: &Rc<Said>) -> Self {
        let reading = said.paste.reading.clone();
        let mut scenario = untouched().clone();
        let mut rows: Vec<Row> = FIELDS.iter().map(|field| Row::new(field, said)).collect();
        switch_pooler_on(&mut rows);
        let pooled = rows.iter().any(|row| row.field.path == POOL_MODE && row.text != NO_POOLER);
        for row in rows.iter_mut().filter(|row| row.origin != Origin::Default) {
            // A burst is one value of three fields, put in below.
            if !row.field.path.starts_with(BURST) && (pooled || !row.field.path.starts_with(POOLER)) {
                row.put_into(&mut scenario);
            }
        }
        put_burst(&mut rows, &mut scenario);
        let plan = plan_with(&scenario, predict_by_formula).into();
        let diagnoses = diagnose(&reading, &scenario).into();
        Self { reading, rows, scenario, plan, diagnoses, known: Known::ByFormula }
    }

    /// The same with what a worker says to its scenario: the plan, once there is one, or that there will be none.
    #[must_use]
    pub fn with(&self, plan: Option<Rc<Plan>>, lost: bool) -> Self {
        let known = match plan {
            Some(_) => Known::AtBest,
            None if lost => Known::ByFormulaAlone,
            None => Known::ByFormula,
        };
        Self { plan: plan.unwrap_or_else(|| self.plan.clone()), known, ..self.clone() }
    }

    /// The row of a field.
    #[must_use]
    pub fn row(&self, field: &Field) -> Option<&Row> {
        self.rows.iter().find(|row| row.field == field)
    }

    /// The fields whose text cannot be used.
    pub fn refused(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.error.is_some())
    }
}

impl Row {
    fn new(field: &'static Field, said: &Said) -> Self {
        let setting = said.setting(field.path).filter(|_| !said.typed.contains_key(field.path));
        let quoted = setting.map(|setting| setting.text.clone());
        let (text, origin) = match (said.typed.get(field.path), said.setting(field.path)) {
            (Some(text), _) => (text.clone(), Origin::Typed),
            (None, Some(setting)) => {
                let origin = if setting.assumed { Origin::Assumed } else { Origin::Pasted };
                (field.kind.text_of(&setting.value), origin(setting.kind, setting.line))
            }
            (None, None) => (field.default.to_owned(), Origin::Default),
        };
        Self { field, text, origin, quoted, error: None }
    }

    fn put_into(&mut self, scenario: &mut Scenario) {
        match value_of(self.field, &self.text) {
            Ok(None) => {}
            Ok(Some(value)) => match scenario.with(self.field.path, value) {
                Ok(next) => *scenario = next,
                Err(error) => self.error = Some(without_path(&error.to_string(), self.field.path)),
            },
            Err(error) => self.error = Some(error),
        }
    }

    /// Its text as a number, 0 where it is none.
    #[must_use]
    pub fn number(&self) -> f64 {
        self.text.trim().parse().ok().filter(|x: &f64| x.is_finite()).unwrap_or(0.0)
    }
}

/// The scenario of all fields' defaults, from which every other is made: most fields stay at their default.
fn untouched() -> &'static Scenario {
    static UNTOUCHED: OnceLock<Scenario> = OnceLock::new();
    UNTOUCHED.get_or_init(|| {
        let mut scenario = Scenario {
            services: vec![Service { traffic: vec![Traffic::default()], ..Service::default() }],
            ..Scenario::default()
        };
        let said = Said::default();
        let rows = FIELDS.iter().filter(|field| !field.path.starts_with(BURST) && !field.path.starts_with(POOLER));
        for field in rows {
            Row::new(field, &said).put_into(&mut scenario);
        }
        scenario
    })
}

/// Whose paste tells of a pooler has one, in `PgBouncer`'s own mode where the paste does not say in which.
fn switch_pooler_on(rows: &mut [Row]) {
    let is_pasted = |row: &&Row| matches!(row.origin, Origin::Pasted(..)) && row.field.path.starts_with(POOLER);
    let Some(&Origin::Pasted(kind, line)) = rows.iter().find(is_pasted).map(|row| &row.origin) else { return };
    if let Some(mode) = rows.iter_mut().find(|row| row.field.path == POOL_MODE && row.origin == Origin::Default) {
        "session".clone_into(&mut mode.text);
        mode.origin = Origin::Assumed(kind, line);
    }
}

/// The three fields of a burst make one value; a factor of 1 makes none.
fn put_burst(rows: &mut [Row], scenario: &mut Scenario) {
    let mut burst = serde_json::Map::new();
    let mut first = None;
    for (index, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.field.path.starts_with(BURST)) {
        first.get_or_insert(index);
        match value_of(row.field, &row.text) {
            Ok(value) => {
                burst.insert(row.field.path[BURST.len()..].to_owned(), value.unwrap_or_default());
            }
            Err(error) => row.error = Some(error),
        }
    }
    let Some(first) = first else { return };
    let is_burst =
        burst.get("factor").and_then(Value::as_f64).is_some_and(|factor| (factor - 1.0).abs() > f64::EPSILON);
    if is_burst && burst.len() == 3 {
        match scenario.with(BURST.trim_end_matches('.'), burst.into()) {
            Ok(next) => *scenario = next,
            Err(error) => rows[first].error = Some(without_path(&error.to_string(), BURST.trim_end_matches('.'))),
        }
    }
}

fn without_path(message: &str, path: &str) -> String {
    let rest = message.strip_prefix(path).unwrap_or(message);
    rest.trim_start_matches(|c: char| c == '.' || c == '_' || c.is_ascii_lowercase())
        .trim_start_matches(": ")
        .to_owned()
}

/// The value of a field's text; None where it is left open.
fn value_of(field: &Field, text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    if text.is_empty() && field.default.is_empty() {
        return Ok(None);
    }
    let number = || match text.parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x),
        _ => Err("must be a number, with a point before decimals".to_owned()),
    };
    Ok(Some(match field.kind {
        Kind::Whole => text.parse::<i64>().map_err(|_| "must be a whole number".to_owned())?.into(),
        Kind::Number => number()?.into(),
        Kind::Percent => (number()? / 100.0).into(),
        Kind::Surge => format!("{}%", number()?).into(),
        Kind::Switch => (text == "true").into(),
        Kind::Choice(_) => text.into(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fields,
        state::{Action, State},
    };
    use poolwise::scenario::PoolMode;
    use yew::Reducible;

    #[test]
    fn the_defaults_are_the_engines() {
        let view = View::of(&Rc::default());
        let mut engine = Scenario::default();
        engine.services.push(Service { traffic: vec![Traffic::default()], ..Service::default() });
        // The page starts with a plausible hold and a surge in percent.
        engine = engine.with("services[0].traffic[0].hold_ms.mean", 50.into()).unwrap();
        engine = engine.with("services[0].surge", "0%".into()).unwrap();
        engine = engine.with("services[0].deploy.unavailable", "0%".into()).unwrap();
        assert_eq!(view.scenario, engine);
        assert_eq!(view.refused().count(), 0);
    }

    #[test]
    fn a_pooler_counts_once_it_has_a_mode() {
        let view = |typed: &[(&'static str, &str)], paste: &str| {
            let actions = typed.iter().map(|(path, text)| Action::Type(fields::at(path).unwrap(), (*text).to_owned()));
            let state = std::iter::once(Action::Paste(paste.to_owned()))
                .chain(actions)
                .fold(Rc::new(State::default()), Reducible::reduce);
            let pooler = View::of(&state.said).scenario.pooler?;
            Some((pooler.pool_mode, pooler.default_pool_size.get()))
        };
        assert_eq!(view(&[("pooler.default_pool_size", "30")], ""), None);
        let both = [("pooler.default_pool_size", "30"), (POOL_MODE, "transaction")];
        assert_eq!(view(&both, ""), Some((PoolMode::Transaction, 30)));
        let shown = " key | value | default | changeable\n-----+-------+---------+------------\n \
                     default_pool_size | 25 | 20 | yes\n pool_mode | statement | session | yes\n(2 rows)\n";
        assert_eq!(view(&[], shown), Some((PoolMode::Statement, 25)));
        assert_eq!(view(&[(POOL_MODE, "none")], shown), None);
        let partly = shown.replace(" pool_mode | statement | session | yes\n", "");
        assert_eq!(view(&[], &partly), Some((PoolMode::Session, 25)));
    }

    fn check(path: &str, text: &str, error: &str) {
        let mut said = Said::default();
        said.typed.insert(fields::at(path).unwrap().path, text.to_owned());
        let view = View::of(&Rc::new(said));
        let row = view.row(fields::at(path).unwrap()).unwrap();
        assert_eq!(row.text, text, "what was typed is kept");
        assert_eq!(row.error.as_deref().unwrap_or(""), error, "{path} = {text}");
    }

    #[test]
    fn what_is_wrong_with_a_field_is_said_in_place() {
        check("services[0].instances", "0", "must be a whole number from 1 to 4294967295, found 0");
        check("services[0].instances", "four", "must be a whole number");
        check("services[0].traffic[0].rate_per_s", "1,5", "must be a number, with a point before decimals");
        check("services[0].traffic[0].rate_per_s", "NaN", "must be a number, with a point before decimals");
        check("targets.utilization_mean", "170", "must be a number from 0 to 1 (a fraction of 1), found 1.7");
        check("services[0].pool.overflow", "-1", "");
        check("database.cores", "", "");
    }
}
