//! How far a day of the pools is simulated, in an engine of its own, so that nothing else waits for it.

use poolwise_view::{Course, Progress};
use std::rc::Rc;

/// A day, as far as it is simulated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    /// Whether it is simulated.
    pub stage: Stage,
    /// The question that asked for it.
    pub question: u32,
    /// How far it is.
    pub progress: Progress,
    /// What the runs so far show.
    pub course: Option<Rc<Course>>,
}

/// Whether a day is being simulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nobody asked for one.
    #[default]
    None,
    /// It is.
    Running,
    /// It was.
    Done,
    /// The user has stopped it.
    Stopped,
    /// No engine does it.
    Lost,
}

impl Day {
    /// One that begins.
    #[must_use]
    pub fn starting(question: u32) -> Self {
        Self { stage: Stage::Running, question, ..Self::default() }
    }

    /// Some runs are done.
    pub fn advance(&mut self, question: u32, course: Rc<Course>) {
        if self.is_running(question) {
            self.progress = course.progress;
            self.stage = if self.progress.done >= self.progress.runs { Stage::Done } else { Stage::Running };
            self.course = Some(course);
        }
    }

    /// A run goes on.
    pub fn progress(&mut self, question: u32, progress: Progress) {
        if self.is_running(question) {
            self.progress = progress;
        }
    }

    /// It is simulated no further; what is done stays.
    pub fn stop(&mut self) {
        match (self.stage, &self.course) {
            (Stage::Running, Some(_)) => self.stage = Stage::Stopped,
            (Stage::Running, None) => *self = Self::default(),
            _ => {}
        }
    }

    /// Its engine has stopped.
    pub fn lose(&mut self) {
        if self.stage == Stage::Running {
            *self = Self { stage: Stage::Lost, ..Self::default() };
        }
    }

    fn is_running(&self, question: u32) -> bool {
        self.stage == Stage::Running && self.question == question
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNS: u32 = 2;

    fn course(done: u32) -> Rc<Course> {
        let progress = Progress { percent: 50, done, runs: RUNS };
        Course { progress, ..Course::default() }.into()
    }

    /// The stage, the runs that are done and whether there is a course, after each of the deeds.
    fn check(deeds: &[fn(&mut Day)], expected: &[(Stage, u32, bool)]) {
        let mut day = Day::starting(7);
        let mut found = Vec::new();
        for deed in deeds {
            deed(&mut day);
            found.push((day.stage, day.progress.done, day.course.is_some()));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn a_day_comes_to_its_end() {
        check(
            &[
                |day| day.progress(7, Progress { percent: 12, done: 0, runs: RUNS }),
                |day| day.advance(7, course(1)),
                |day| day.advance(7, course(2)),
                Day::stop,
            ],
            &[(Stage::Running, 0, false), (Stage::Running, 1, true), (Stage::Done, 2, true), (Stage::Done, 2, true)],
        );
    }

    #[test]
    fn a_stopped_day_keeps_what_is_done() {
        check(&[Day::stop], &[(Stage::None, 0, false)]);
        check(
            &[|day| day.advance(7, course(1)), Day::stop, |day| day.advance(7, course(2))],
            &[(Stage::Running, 1, true), (Stage::Stopped, 1, true), (Stage::Stopped, 1, true)],
        );
    }

    #[test]
    fn an_answer_to_another_question_is_dropped() {
        check(&[|day| day.advance(6, course(1))], &[(Stage::Running, 0, false)]);
    }

    #[test]
    fn a_day_is_lost_with_its_engine() {
        check(&[|day| day.advance(7, course(1)), Day::lose], &[(Stage::Running, 1, true), (Stage::Lost, 0, false)]);
        check(&[|day| day.advance(7, course(2)), Day::lose], &[(Stage::Done, 2, true), (Stage::Done, 2, true)]);
    }
}
