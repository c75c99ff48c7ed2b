#pragma once

#include <map>
#include <string>
#include <vector>

namespace cameramonit::application {

/// An analyzer that is there and may be given channels.
struct LiveAnalyzer {
  std::string id;
  int capacity = 0;  ///< channels at once; 0: any number
};

/// Who shall hold which channel: the channels whose holder changes, with the new one; "": nobody has room.
///
/// A channel stays where it is as long as its holder lives, but for what a fair share asks: nobody holds more than one
/// channel above the average (as far as the others have room). So one channel's change moves no other, and a newcomer
/// takes from the fullest only what it needs. `held` maps every channel to its present holder, "" for none.
/// Deterministic, reentrant, O(channels · analyzers).
std::map<std::string, std::string> planLeases(const std::map<std::string, std::string>& held,
                                              const std::vector<LiveAnalyzer>& analyzers);

}  // namespace cameramonit::application
