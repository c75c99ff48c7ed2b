#include "server/application/polygon.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::application {
namespace {

/// Twice the signed area of the triangle: positive when `c` lies left of a→b. Floats are exact in it as doubles.
double turn(const v1::Point& a, const v1::Point& b, const v1::Point& c) {
  return (static_cast<double>(b.x()) - a.x()) * (static_cast<double>(c.y()) - a.y()) -
         (static_cast<double>(b.y()) - a.y()) * (static_cast<double>(c.x()) - a.x());
}

int sign(double value) {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/// Whether `p`, on the line through a and b, lies between them.
bool isBetween(const v1::Point& p, const v1::Point& a, const v1::Point& b) {
  return p.x() >= std::min(a.x(), b.x()) && p.x() <= std::max(a.x(), b.x()) && p.y() >= std::min(a.y(), b.y()) &&
         p.y() <= std::max(a.y(), b.y());
}

bool meet(const v1::Point& a, const v1::Point& b, const v1::Point& c, const v1::Point& d) {
  const int abc = sign(turn(a, b, c));
  const int abd = sign(turn(a, b, d));
  const int cda = sign(turn(c, d, a));
  const int cdb = sign(turn(c, d, b));
  if (abc != abd && cda != cdb) return true;
  return (abc == 0 && isBetween(c, a, b)) || (abd == 0 && isBetween(d, a, b)) || (cda == 0 && isBetween(a, c, d)) ||
         (cdb == 0 && isBetween(b, c, d));
}

bool same(const v1::Point& a, const v1::Point& b) {
  return a.x() == b.x() && a.y() == b.y();
}

/// Whether the edges a→b and b→c, which share b, lie upon each other.
bool foldsBack(const v1::Point& a, const v1::Point& b, const v1::Point& c) {
  if (same(a, b) || same(b, c)) return true;
  return turn(a, b, c) == 0 && (isBetween(c, a, b) || isBetween(a, b, c));
}

}  // namespace

bool crossesItself(const google::protobuf::RepeatedPtrField<v1::Point>& polygon) {
  const int corners = polygon.size();
  const auto corner = [&](int i) -> const v1::Point& { return polygon[i % corners]; };
  for (int i = 0; i < corners; ++i) {
    if (foldsBack(corner(i), corner(i + 1), corner(i + 2))) return true;
    for (int j = i + 2; j < corners; ++j) {
      if (i == 0 && j == corners - 1) continue;  // neighbours around the end
      if (meet(corner(i), corner(i + 1), corner(j), corner(j + 1))) return true;
    }
  }
  return false;
}

double areaOf(const google::protobuf::RepeatedPtrField<v1::Point>& polygon) {
  double twice = 0;
  for (int i = 0; i < polygon.size(); ++i) {
    const v1::Point& a = polygon[i];
    const v1::Point& b = polygon[(i + 1) % polygon.size()];
    twice += static_cast<double>(a.x()) * b.y() - static_cast<double>(b.x()) * a.y();
  }
  return std::abs(twice) / 2;
}

}  // namespace cameramonit::application
