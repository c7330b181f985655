//! Finds the tables among prompts, queries, footers and other output of a terminal.

use super::{
    detect::{LONGEST_HEADER, header, is_footer, is_value, record_header},
    headerless::Rows,
    json,
    layouts::{
        Bar, Layout, OpenTable, RECORD_COLUMNS,
        aligned::{Border, Rule, is_vertical},
        html,
        unaligned::{self, SEPARATORS},
    },
    query::{self, AnswerMeaning, PendingQuery},
    settings,
    sink::Sink,
    table::{Cell, MAX_COLUMNS, Table},
    tables,
};
use crate::read::source::Line;

pub(super) struct Scan<'r, 'a> {
    sink: Sink<'r, 'a>,
    query: PendingQuery,
    /// True from the start of a query until its end.
    in_query: bool,
    /// The line above, which may be a header.
    above: Option<Line<'a>>,
    open: Option<OpenTable<'a>>,
    /// Rows without a header.
    headerless: Rows<'a>,
}

impl<'r, 'a> Scan<'r, 'a> {
    pub(super) fn new(sink: Sink<'r, 'a>) -> Self {
        Self {
            sink,
            query: PendingQuery::default(),
            in_query: false,
            above: None,
            open: None,
            headerless: Rows::default(),
        }
    }

    /// Takes a line of a text that ends at the byte `end`. Returns from where to go on: a value in JSON may take more
    /// lines than this.
    pub(super) fn line(&mut self, line: Line<'a>, end: usize) -> usize {
        let text = line.text.trim();
        let next = line.at + line.text.len();
        if self.is_in_quotes() && query::strip_prompt(line.text).is_none() {
            self.more_of_row(line);
        } else if text.is_empty() {
            self.blank(line.number);
        } else if let Some(at) = line.text.find(html::BEGIN)
            && let Some((table, behind)) = html::parse(self.sink.reader.source.text, line.at + at)
        {
            self.close();
            let columns = self.query.columns(&table);
            let meaning = self.query.take_for(&table);
            tables::read(&mut self.sink, &table, meaning.as_ref(), &columns);
            return behind.max(next);
        } else if is_footer(text) {
            // Below a table the next answer may follow; a footer alone ends what nobody understood.
            let has_table = self.open.is_some();
            self.close();
            if !has_table {
                self.query.clear();
            }
        } else if let Some(bar) = record_header(text) {
            self.begin_record(bar);
        } else if !self.is_query(line) && !self.is_assignment(line) {
            if let Some(start) = self.json_start(line) {
                self.close();
                self.query.clear();
                let (json, behind) = json::parse(self.sink.reader.source.text, start, end);
                if let Some(json) = json {
                    json::rows::read(&mut self.sink, &json);
                }
                return behind.max(next);
            }
            if !self.is_rule(line) && !self.is_row(line) {
                self.outside(line);
            }
        }
        next
    }

    /// Reads the table that is open.
    pub(super) fn close(&mut self) {
        self.end_record();
        self.above = None;
        self.headerless.finish(&mut self.sink, self.query.is_about_sessions());
        if let Some(mut open) = self.open.take() {
            if open.goes_on && matches!(open.layout, Layout::Unaligned(_)) {
                // Its quote never ends. What is in it may be a secret all the same.
                open.add(Vec::new(), false);
            }
            let columns = self.query.columns(&open.table);
            let meaning = self.query.take_for(&open.table);
            tables::read(&mut self.sink, &open.table, meaning.as_ref(), &columns);
        }
    }

    fn blank(&mut self, number: usize) {
        self.in_query = false;
        match &self.open {
            Some(OpenTable { layout: Layout::Expanded(Bar::Separator(_)), .. }) => self.end_record(),
            Some(open) if self.has_row_below(open, number) => {}
            _ => self.close(),
        }
    }

    /// Whether the line below a blank one is a further row, and no header of another table.
    fn has_row_below(&self, open: &OpenTable<'_>, number: usize) -> bool {
        let Layout::Aligned(_) = open.layout else { return false };
        let below = |lines: usize| self.sink.reader.source.line(number + lines).map_or("", |line| line.text);
        let bars = below(1).matches(is_vertical).count();
        let has_rows = || open.table.rows().next().is_some();
        bars > 0 && bars + 1 == open.table.columns.len() && has_rows() && Rule::parse(below(2)).is_none()
    }

    fn is_in_quotes(&self) -> bool {
        let open = self.open.as_ref();
        open.is_some_and(|open| open.goes_on && matches!(open.layout, Layout::Unaligned(_)))
    }

    fn more_of_row(&mut self, line: Line<'a>) {
        self.sink.note_secrets_in_line(line.text, line.at);
        let Some(open) = &mut self.open else { return };
        let Layout::Unaligned(separator) = open.layout else { return };
        if let Some((cells, goes_on)) = unaligned::resume(line, separator) {
            open.add(cells, goes_on);
        }
    }

    /// A prompt, or a query without one.
    fn is_query(&mut self, line: Line<'a>) -> bool {
        let mut rest = line.text;
        let mut prompted = false;
        while let Some((behind, goes_on)) = query::strip_prompt(rest) {
            self.close();
            if !goes_on {
                self.query.clear();
            }
            (rest, prompted) = (behind, true);
        }
        let text = rest.trim();
        let in_drawing = self.open.as_ref().is_some_and(|open| !matches!(open.layout, Layout::Unaligned(_)));
        let is_indented = line.text.starts_with(' ');
        // A query that somebody quotes is indented, as is a part of a longer one.
        let may_begin = prompted || !is_indented || !self.in_query && query::is_about_server(text);
        let begins = !in_drawing && may_begin && query::is_query(text);
        let goes_on = self.in_query && !in_drawing && Rule::parse(line.text).is_none();
        if begins || goes_on || (prompted && text.ends_with(';')) {
            if begins && !prompted {
                self.close();
                // Several queries in a row get their answers in a row.
                if !self.query.is_unanswered() {
                    self.query.clear();
                }
            }
            self.sink.note_secrets_in_line(text, line.at);
            self.query.add(text);
            self.in_query = !text.ends_with(';') && !query::is_one_line(text);
            // Where the semicolon is missing, the answer's header looks like more of the query.
            self.above = Some(line).filter(|_| self.in_query && !begins);
            return true;
        }
        if prompted {
            self.in_query = false;
            // Where the input is not shown, a header stands behind the prompt. Below a prompt, part of a query does.
            self.above = Some(Line { text: rest, at: line.span(rest).start, number: line.number });
            self.query.add(text);
        }
        prompted
    }

    fn is_assignment(&mut self, line: Line<'a>) -> bool {
        if self.open.as_ref().is_some_and(|open| matches!(open.layout, Layout::Aligned(_))) {
            return false;
        }
        let Some((setting, value)) = settings::assignment(settings::without_place(line.text.trim_start())) else {
            return false;
        };
        self.close();
        self.sink.add_setting(setting, &Cell::new(line, value), "ms");
        true
    }

    /// Where a value in JSON begins in this line.
    fn json_start(&self, line: Line<'a>) -> Option<usize> {
        if let Some(mark) = line.text.find(json::rows::ANSWER_KEY) {
            let before = line.text.get(..mark)?;
            return before.rfind('{').map(|at| line.at + at);
        }
        let is_lone = self.open.as_ref().is_none_or(|open| open.table.columns.len() == 1);
        let text = line.text.trim_start().trim_start_matches(is_vertical).trim_start();
        let text = text.strip_prefix('"').unwrap_or(text);
        (is_lone && text.starts_with(['{', '['])).then(|| line.span(text).start)
    }

    fn is_rule(&mut self, line: Line<'a>) -> bool {
        let Some(rule) = Rule::parse(line.text) else { return false };
        let header = self.above.take().filter(|above| {
            let has_bar = above.text.trim_start().starts_with(is_vertical);
            // A cell as wide as the answer of `poolwise query` makes the header as wide, most of it blanks.
            let fits = rule.border == Border::Markdown || has_bar == (rule.border == Border::Around);
            above.text.trim().len() <= LONGEST_HEADER && fits
        });
        if let Some(header) = header {
            let columns = rule.cut(header).cells;
            if std::mem::take(&mut self.in_query) {
                self.query.drop_last_line();
            }
            self.open = Some(OpenTable::new(Layout::Aligned(rule), columns));
        } else if !self.is_between_rows(&rule) {
            self.close();
        }
        true
    }

    /// Whether a rule stands below a row of a drawn grid, where another row may follow.
    fn is_between_rows(&self, rule: &Rule) -> bool {
        let is_grid = |open: &OpenTable<'_>| match &open.layout {
            Layout::Aligned(above) => {
                rule.border == Border::Around && above.has_columns_of(rule) && open.table.rows().next().is_some()
            }
            _ => false,
        };
        self.open.as_ref().is_some_and(is_grid)
    }

    /// A row of the table that is open, or the first of one whose header stands above.
    fn is_row(&mut self, line: Line<'a>) -> bool {
        if let Some(above) = self.above.filter(|_| self.open.is_none())
            && let Some((separator, columns)) = header(above)
            && (columns.len() > 1 || is_value(line.text))
        {
            self.above = None;
            self.open = Some(OpenTable::new(Layout::Unaligned(separator), columns));
        }
        let Some(open) = &mut self.open else { return self.begins_record(line) };
        match &open.layout {
            Layout::Aligned(rule)
                if rule.border == Border::Around && !line.text.trim_start().starts_with(is_vertical) =>
            {
                self.close();
                false
            }
            Layout::Aligned(rule) => {
                let cut = rule.cut(line);
                if open.goes_on || cut.is_more {
                    self.sink.note_secrets_in_line(line.text, line.at);
                } else {
                    open.table.push(cut.cells);
                }
                open.goes_on = cut.goes_on;
                true
            }
            Layout::Unaligned(separator) => {
                if header(line).is_some() {
                    self.close();
                    return false;
                }
                let (cells, is_open) = unaligned::split(line, *separator);
                open.add(cells, is_open);
                true
            }
            Layout::Expanded(bar) => {
                let bar = *bar;
                self.column(line, bar) || {
                    self.close();
                    self.begins_record(line)
                }
            }
        }
    }

    fn begin_record(&mut self, bar: Bar) {
        self.end_record();
        self.above = None;
        let layout = Layout::Expanded(bar);
        if self.open.as_ref().is_none_or(|open| open.layout != layout) {
            self.close();
            self.open = Some(OpenTable::new(layout, Vec::new()));
        }
    }

    /// The first line of a record in a format that draws nothing: `name|max_connections`.
    fn begins_record(&mut self, line: Line<'a>) -> bool {
        let separator = SEPARATORS.into_iter().find(|separator| line.text.contains(*separator));
        let Some(separator) = separator.filter(|_| header(line).is_none()) else { return false };
        let parts = line.text.split_once(separator);
        // More than two parts are a row, whose first may be called so too.
        if !parts.is_some_and(|(key, value)| RECORD_COLUMNS.contains(&key) && !value.contains(separator)) {
            return false;
        }
        self.begin_record(Bar::Separator(separator));
        self.column(line, Bar::Separator(separator))
    }

    /// A column of a record and its value.
    fn column(&mut self, line: Line<'a>, bar: Bar) -> bool {
        let Some((key, value)) = bar.split(line) else { return false };
        if key.text.is_empty() {
            self.sink.note_secrets_in_line(&value.text, line.at);
            return true;
        }
        let Some(open) = &self.open else { return false };
        // Nothing is drawn between two records, nor, for another query, between two results.
        let is_full = !open.table.columns.is_empty() && open.record.len() == open.table.columns.len();
        let is_first = open.record.first().is_some_and(|(first, _)| first.text == key.text);
        if matches!(bar, Bar::Separator(_)) && (is_full || is_first) {
            self.end_record();
        }
        if let Some(open) = self.open.as_mut().filter(|open| open.record.len() < MAX_COLUMNS) {
            open.record.push((key, value));
        }
        true
    }

    /// A record is a row: of the table above if it has the same columns, else of one of its own.
    fn end_record(&mut self) {
        let Some(open) = self.open.as_mut().filter(|open| !open.record.is_empty()) else { return };
        let (columns, row): (Vec<_>, Vec<_>) = std::mem::take(&mut open.record).into_iter().unzip();
        if open.table.columns.is_empty() {
            open.table.columns = columns;
        } else if !open.table.columns.iter().map(|column| &column.text).eq(columns.iter().map(|column| &column.text)) {
            let done = std::mem::replace(&mut open.table, Table::new(columns));
            tables::read(&mut self.sink, &done, None, &[]);
        }
        if let Some(open) = &mut self.open {
            open.table.push(row);
        }
    }

    /// A line of no table: perhaps a row without its header.
    fn outside(&mut self, line: Line<'a>) {
        self.above = None;
        if self.headerless.take(line) {
            return;
        }
        let separator = ['|', '│', '\t', ','].into_iter().find(|separator| line.text.contains(*separator));
        if let Some(separator) = separator {
            let row: Vec<_> = line.text.split(separator).take(3).map(|part| Cell::new(line, part)).collect();
            if let [name, value, rest @ ..] = &row[..]
                && let Some(setting) = settings::find(&name.text).filter(|_| is_value(&value.text))
            {
                let unit = rest.first().filter(|unit| !unit.is_null() && unit.text.len() < 5);
                self.sink.add_setting(setting, value, unit.map_or("ms", |unit| unit.text.as_ref()));
                return;
            }
        } else if is_value(line.text) && line.text.trim().len() < 40 {
            match self.query.take() {
                Some(AnswerMeaning::Setting(setting)) => {
                    self.sink.add_setting(setting, &Cell::new(line, line.text), "ms");
                }
                Some(AnswerMeaning::Count(counted)) => {
                    tables::count_of(&mut self.sink, &counted, &Cell::new(line, line.text));
                }
                None => {}
            }
            return;
        }
        self.sink.note_secrets_in_line(line.text, line.at);
        self.above = Some(line);
    }
}
