//! Answers questions: by formula at once, and as well as can be known after that.

use crate::{
    given::Texts,
    other_pool,
    services::{Fleet, fleet},
    simulation_plan::{self, SimulationPlan},
    view::{Column, Shown, diagnoses},
    watch,
};
use poolwise::{
    Plan,
    diagnose::Diagnosis,
    plan::plan_document,
    predict::Predictor,
    scenario::Document,
    write::{self, Options},
};
use poolwise_view::{Input, PastePart, View, Watch};

/// What keeps the pasted texts between questions.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    texts: Texts,
}

/// A question, worked out as far as its answers have in common.
pub struct Question {
    fleet: Fleet,
    diagnoses: Vec<Diagnosis>,
    parts: Vec<String>,
    is_scenario: bool,
    kept: Vec<Column>,
    file: String,
}

impl Engine {
    /// Keeps a text until a question does not name it.
    pub fn keep_text(&mut self, number: u32, text: &str) {
        self.texts.keep(number, text);
    }

    /// What an input asks, with the place of the service and the kind of file that are in view.
    ///
    /// ```
    /// use poolwise_view::Input;
    /// let mut engine = poolwise_js::Engine::default();
    /// engine.keep_text(1, "DB_POOL_SIZE=7");
    /// let mut input = Input::default();
    /// input.services[0].paste = 1;
    /// let question = engine.ask(&input, 0, "env");
    /// assert_eq!(question.quick().1.reading.settings[0].candidates[0].value, "7");
    /// ```
    pub fn ask(&mut self, input: &Input, service: usize, file: &str) -> Question {
        self.texts.forget_others(input);
        let kept = input.kept.iter();
        let kept = kept.map(|kept| Column::kept(&kept.name, &fleet(&kept.input, service, &self.texts))).collect();
        let fleet = fleet(input, service, &self.texts);
        let diagnoses = diagnoses(&fleet);
        let parts = input.services.get(fleet.shown).filter(|service| service.part != PastePart::Whole);
        let parts = parts.map_or_else(Vec::new, |service| self.texts.parts(service.paste).map(str::to_owned).collect());
        let shown = input.services.get(fleet.shown);
        let is_scenario = shown.is_some_and(|service| self.texts.is_scenario(service.paste));
        Question { fleet, diagnoses, parts, is_scenario, kept, file: file.to_owned() }
    }
}

impl Question {
    /// The plan by closed forms, which takes about a millisecond, and the view of it.
    #[must_use]
    pub fn quick(&self) -> (Plan, View) {
        let plan = self.plan(Predictor::ClosedForm);
        let view = self.view(&plan, true);
        (plan, view)
    }

    /// The plan as well as it can be known, and the view of it.
    #[must_use]
    pub fn best(&self) -> (Plan, View) {
        let plan = self.plan(Predictor::Full);
        let view = self.view(&plan, false);
        (plan, view)
    }

    fn plan(&self, predictor: Predictor) -> Plan {
        let mut plan = plan_document(&self.fleet.document, predictor);
        other_pool::leave_pre_ping_out(&mut plan, &self.fleet.given.reading, self.fleet.shown);
        plan
    }

    /// The scenario, with the fields that were given.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.fleet.document
    }

    /// Every kind of file for all services, with their index: names and contents.
    #[must_use]
    pub fn files(&self) -> Vec<(String, String)> {
        let scenario = &self.fleet.document.scenario;
        let (plan, _) = self.best();
        let kinds = write::ALL.iter();
        let files: Vec<_> = kinds.flat_map(|kind| write::write(kind, scenario, &plan, &Options::default())).collect();
        let index = ("index.json".to_owned(), write::index(&files));
        files.into_iter().map(|file| (file.name, file.text)).chain([index]).collect()
    }

    fn view(&self, plan: &Plan, is_refining: bool) -> View {
        let Self { fleet, diagnoses, parts, is_scenario, kept, file } = self;
        Shown { fleet, plan, diagnoses, parts, is_scenario: *is_scenario, kept, file, is_refining }.view()
    }

    /// What is simulated of the first minutes; None without traffic or where that would be too much.
    #[must_use]
    pub fn first_minutes(&self, plan: &Plan) -> Option<SimulationPlan> {
        simulation_plan::timeline(&self.fleet.document.scenario, plan, self.fleet.shown)?.ok()
    }

    /// What the requests of a short stretch meet; None without traffic or where it cannot be drawn.
    #[must_use]
    pub fn watch(&self) -> Option<Watch> {
        let plan = self.plan(Predictor::Full);
        watch::watch(&self.first_minutes(&plan)?)
    }

    /// What is simulated of a day; None without traffic or where that would be too much.
    #[must_use]
    pub fn day(&self, plan: &Plan) -> Option<SimulationPlan> {
        simulation_plan::day(&self.fleet.document.scenario, plan, self.fleet.shown)?.ok()
    }
}
