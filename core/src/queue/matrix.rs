//! The little linear algebra that a queue with phases takes.

/// A dense matrix, row by row.
#[derive(Clone)]
pub(super) struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    pub(super) fn zero(rows: usize, columns: usize) -> Self {
        Self { rows, columns, values: vec![0.0; rows * columns] }
    }

    pub(super) fn diagonal(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let mut matrix = Self::zero(values.len(), values.len());
        for (i, value) in values.into_iter().enumerate() {
            matrix.set(i, i, value);
        }
        matrix
    }

    pub(super) fn identity(n: usize) -> Self {
        Self::diagonal((0..n).map(|_| 1.0))
    }

    pub(super) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.columns + column] = value;
    }

    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.columns + column] += value;
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    pub(super) fn row_sums(&self) -> Vec<f64> {
        (0..self.rows).map(|row| self.row(row).iter().sum()).collect()
    }

    pub(super) fn scaled_rows(mut self, factors: &[f64]) -> Self {
        for (row, factor) in self.values.chunks_exact_mut(self.columns).zip(factors) {
            for value in row {
                *value *= factor;
            }
        }
        self
    }

    pub(super) fn times_number(mut self, factor: f64) -> Self {
        for value in &mut self.values {
            *value *= factor;
        }
        self
    }

    pub(super) fn plus(mut self, other: &Self, factor: f64) -> Self {
        for (value, other) in self.values.iter_mut().zip(&other.values) {
            *value += factor * other;
        }
        self
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product = Self::zero(self.rows, other.columns);
        for (sum, row) in product.values.chunks_exact_mut(other.columns).zip(self.values.chunks_exact(self.columns)) {
            for (&factor, other) in row.iter().zip(other.values.chunks_exact(other.columns)) {
                if factor != 0.0 {
                    for (sum, value) in sum.iter_mut().zip(other) {
                        *sum += factor * value;
                    }
                }
            }
        }
        product
    }

    /// By Gauss and Jordan with the largest pivot of each column; None where it is singular.
    pub(super) fn inverse(mut self) -> Option<Self> {
        let n = self.rows;
        let mut inverse = Self::identity(n);
        for column in 0..n {
            let size = |row: &usize| self.values[row * n + column].abs();
            let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b)))?;
            for matrix in [&mut self, &mut inverse] {
                let (head, tail) = matrix.values.split_at_mut(pivot * n);
                if pivot != column {
                    head[column * n..(column + 1) * n].swap_with_slice(&mut tail[..n]);
                }
            }
            let value = self.values[column * n + column];
            if value == 0.0 || !value.is_finite() {
                return None;
            }
            let (own, inverted) = (self.row(column).to_vec(), inverse.row(column).to_vec());
            for row in 0..n {
                let factor = if row == column { 1.0 - 1.0 / value } else { self.values[row * n + column] / value };
                if factor != 0.0 {
                    for (matrix, pivot) in [(&mut self, &own), (&mut inverse, &inverted)] {
                        let row = &mut matrix.values[row * n..(row + 1) * n];
                        for (value, pivot) in row.iter_mut().zip(pivot) {
                            *value -= factor * pivot;
                        }
                    }
                }
            }
        }
        Some(inverse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_changes_nothing() {
        let mut matrix = Matrix::zero(3, 3);
        // The first pivot is 0, so rows have to be exchanged.
        for (place, value) in [0.0, 2.0, 1.0, 1.0, 1.0, 0.0, 4.0, 0.0, 3.0].into_iter().enumerate() {
            matrix.set(place / 3, place % 3, value);
        }
        let product = matrix.times(&matrix.clone().inverse().expect("regular"));
        for (place, value) in product.values.iter().enumerate() {
            let expected = if place % 4 == 0 { 1.0 } else { 0.0 };
            assert!((value - expected).abs() < 1e-12, "{:?}", product.values);
        }
        assert!(Matrix::zero(2, 2).inverse().is_none());
    }
}
