#pragma once

#include <vector>

namespace cameramonit::track {

/// The cheapest one-to-one assignment of rows to columns (Hungarian algorithm with potentials, O(n³)). `costs` has one
/// row of equal length a row; a cost of `forbidden` or more is never chosen. Returns for each row its column, or -1.
/// Among the assignments without forbidden pairs, one with the most pairs wins, then the cheapest. Reentrant.
std::vector<int> assign(const std::vector<std::vector<double>>& costs, double forbidden);

}  // namespace cameramonit::track
