//! Answers questions: by formula at once, and as well as can be known after that.

use crate::{
    given::{Given, Texts},
    rows::{Row, rows_of},
    simulation_plan::{self, SimulationPlan},
    view::{Column, Shown, diagnoses},
};
use poolwise::{Plan, diagnose::Diagnosis, plan::plan_document, predict::Predictor, scenario::Document};
use poolwise_view::{Input, View};

/// What keeps the pasted texts between questions.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    texts: Texts,
}

/// A question, worked out as far as its answers have in common.
pub struct Question {
    given: Given,
    rows: Vec<Row>,
    document: Document,
    diagnoses: Vec<Diagnosis>,
    kept: Vec<Column>,
    file: String,
}

impl Engine {
    /// Keeps a text until a question does not name it.
    pub fn keep_text(&mut self, number: u32, text: &str) {
        self.texts.keep(number, text);
    }

    /// What an input asks, with the kind of file that is in view.
    ///
    /// ```
    /// use poolwise_view::Input;
    /// let mut engine = poolwise_js::Engine::default();
    /// engine.keep_text(1, "DB_POOL_SIZE=7");
    /// let question = engine.ask(&Input { paste: 1, ..Input::default() }, "env");
    /// assert_eq!(question.quick().1.reading.settings[0].candidates[0].value, "7");
    /// ```
    pub fn ask(&mut self, input: &Input, file: &str) -> Question {
        self.texts.forget_others(input);
        let given = Given::new(input, &self.texts);
        let (rows, document) = rows_of(&given);
        let diagnoses = diagnoses(&given, &document);
        let kept =
            input.kept.iter().map(|kept| Column::kept(&kept.name, &Given::new(&kept.input, &self.texts))).collect();
        Question { given, rows, document, diagnoses, kept, file: file.to_owned() }
    }
}

impl Question {
    /// The plan by closed forms, which takes about a millisecond, and the view of it.
    #[must_use]
    pub fn quick(&self) -> (Plan, View) {
        let plan = plan_document(&self.document, Predictor::ClosedForm);
        let view = self.view(&plan, true);
        (plan, view)
    }

    /// The plan as well as it can be known, and the view of it.
    #[must_use]
    pub fn best(&self) -> (Plan, View) {
        let plan = plan_document(&self.document, Predictor::Full);
        let view = self.view(&plan, false);
        (plan, view)
    }

    fn view(&self, plan: &Plan, is_refining: bool) -> View {
        let Self { given, rows, document, diagnoses, kept, file } = self;
        Shown { given, rows, document, plan, diagnoses, kept, file, is_refining }.view()
    }

    /// What is simulated of the first minutes; None without traffic or where that would be too much.
    #[must_use]
    pub fn first_minutes(&self, plan: &Plan) -> Option<SimulationPlan> {
        simulation_plan::timeline(&self.document.scenario, plan, 0)?.ok()
    }

    /// What is simulated of a day; None without traffic or where that would be too much.
    #[must_use]
    pub fn day(&self, plan: &Plan) -> Option<SimulationPlan> {
        simulation_plan::day(&self.document.scenario, plan, 0)?.ok()
    }
}
