#include "analyzer/ledger/ledger.h"

#include <algorithm>

#include "common/base/status.h"

namespace cameramonit::ledger {

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::open(LedgerStore& store, absl::Time now,
                                                     const LedgerSettings& settings) {
  std::unique_ptr<Ledger> ledger(new Ledger(store, settings));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Span> kept, store.load(now - settings.keep));
  absl::MutexLock lock(&ledger->mutex_);
  ledger->spans_.assign(kept.begin(), kept.end());
  ledger->until_ = ledger->saved_ = kept.empty() ? now : kept.back().to;
  if (ledger->until_ < now) {
    ledger->append(Sight::kBlind, Reason::kNotRunning, now);
    CAMERAMONIT_RETURN_IF_ERROR(ledger->saveAll());
  }
  return ledger;
}

void Ledger::append(Sight sight, Reason reason, absl::Time until) {
  if (!spans_.empty() && spans_.back().sameAs(sight, reason)) {
    spans_.back().to = until;
  } else {
    spans_.push_back({until_, until, sight, reason});
  }
  until_ = until;
}

absl::Status Ledger::note(Sight sight, Reason reason, absl::Time until) {
  absl::MutexLock lock(&mutex_);
  if (until <= until_) return absl::OkStatus();
  if (until - until_ > settings_.mostSilence && sight != Sight::kBlind) {
    append(Sight::kBlind, Reason::kNotRunning, until);
  } else {
    append(sight, sight == Sight::kBlind ? reason : Reason::kNone, until);
  }
  const absl::Status status = until_ - saved_ >= settings_.saveInterval ? saveAll() : absl::OkStatus();
  while (spans_.size() > 1 && spans_.front().to < until_ - settings_.keep && spans_.front().to <= saved_) {
    spans_.pop_front();
  }
  return status;
}

absl::Status Ledger::saveAll() {
  // The last span that was written may have grown since, so the first to be written is the one that holds saved_.
  const auto first = std::lower_bound(spans_.begin(), spans_.end(), saved_,
                                      [](const Span& span, absl::Time time) { return span.to <= time; });
  for (auto span = first; span != spans_.end(); ++span) {
    CAMERAMONIT_RETURN_IF_ERROR(store_.put(*span));
    saved_ = span->to;
  }
  return absl::OkStatus();
}

absl::Status Ledger::save() {
  absl::MutexLock lock(&mutex_);
  return saveAll();
}

std::vector<Span> Ledger::spans(absl::Time from, absl::Time to) const {
  absl::MutexLock lock(&mutex_);
  std::vector<Span> result;
  if (from >= to) return result;
  const absl::Time start = spans_.empty() ? until_ : spans_.front().from;
  if (from < start) result.push_back({from, std::min(to, start), Sight::kBlind, Reason::kNotRunning});
  for (const Span& span : spans_) {
    const Span part = {std::max(from, span.from), std::min(to, span.to), span.sight, span.reason};
    if (part.from >= part.to) continue;
    if (!result.empty() && result.back().sameAs(part.sight, part.reason)) {
      result.back().to = part.to;
    } else {
      result.push_back(part);
    }
  }
  return result;
}

std::vector<Span> Ledger::gaps(absl::Time from, absl::Time to) const {
  std::vector<Span> result = spans(from, to);
  std::erase_if(result, [](const Span& span) { return span.sight != Sight::kBlind; });
  return result;
}

Ledger::Totals Ledger::totals(absl::Time from, absl::Time to) const {
  Totals totals;
  for (const Span& span : spans(from, to)) {
    (span.sight == Sight::kSeen    ? totals.seen
     : span.sight == Sight::kGated ? totals.gated
                                   : totals.blind) += span.length();
  }
  return totals;
}

absl::Time Ledger::until() const {
  absl::MutexLock lock(&mutex_);
  return until_;
}

}  // namespace cameramonit::ledger
