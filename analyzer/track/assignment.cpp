#include "analyzer/track/assignment.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace cameramonit::track {
namespace {

/// Shortest augmenting paths with row and column potentials, for rows <= columns. Column 0 and row 0 are sentinels.
/// Returns for each column its row, or -1.
std::vector<int> solve(const std::vector<std::vector<double>>& costs, int rows, int columns) {
  std::vector<double> rowPotential(rows + 1, 0);
  std::vector<double> columnPotential(columns + 1, 0);
  std::vector<int> rowOfColumn(columns + 1, 0);
  std::vector<int> previous(columns + 1, 0);
  for (int row = 1; row <= rows; ++row) {
    rowOfColumn[0] = row;
    int column = 0;
    std::vector<double> slack(columns + 1, std::numeric_limits<double>::infinity());
    std::vector<char> visited(columns + 1, 0);
    do {
      visited[column] = 1;
      const int current = rowOfColumn[column];
      double step = std::numeric_limits<double>::infinity();
      int next = 0;
      for (int j = 1; j <= columns; ++j) {
        if (visited[j] != 0) continue;
        const double reduced = costs[current - 1][j - 1] - rowPotential[current] - columnPotential[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          previous[j] = column;
        }
        if (slack[j] < step) {
          step = slack[j];
          next = j;
        }
      }
      for (int j = 0; j <= columns; ++j) {
        if (visited[j] != 0) {
          rowPotential[rowOfColumn[j]] += step;
          columnPotential[j] -= step;
        } else {
          slack[j] -= step;
        }
      }
      column = next;
    } while (rowOfColumn[column] != 0);
    while (column != 0) {
      rowOfColumn[column] = rowOfColumn[previous[column]];
      column = previous[column];
    }
  }
  std::vector<int> result(columns);
  for (int j = 0; j < columns; ++j) result[j] = rowOfColumn[j + 1] - 1;
  return result;
}

}  // namespace

std::vector<int> assign(const std::vector<std::vector<double>>& costs, double forbidden) {
  const int rows = static_cast<int>(costs.size());
  const int columns = rows == 0 ? 0 : static_cast<int>(costs.front().size());
  std::vector<int> columnOfRow(rows, -1);
  if (columns == 0) return columnOfRow;

  // A forbidden pair costs more than all allowed ones together, so that it is chosen only where nothing else is left.
  double largest = 0;
  for (const auto& row : costs) {
    for (const double cost : row) {
      if (cost < forbidden) largest = std::max(largest, cost);
    }
  }
  const double instead = (largest + 1) * (std::min(rows, columns) + 1);
  const bool transposed = rows > columns;
  std::vector<std::vector<double>> square(std::min(rows, columns), std::vector<double>(std::max(rows, columns)));
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) {
      const double cost = costs[i][j] < forbidden ? costs[i][j] : instead;
      (transposed ? square[j][i] : square[i][j]) = cost;
    }
  }
  const std::vector<int> solved = solve(square, std::min(rows, columns), std::max(rows, columns));
  for (int k = 0; k < static_cast<int>(solved.size()); ++k) {
    if (solved[k] < 0) continue;
    const int row = transposed ? k : solved[k];
    const int column = transposed ? solved[k] : k;
    if (costs[row][column] < forbidden) columnOfRow[row] = column;
  }
  return columnOfRow;
}

}  // namespace cameramonit::track
