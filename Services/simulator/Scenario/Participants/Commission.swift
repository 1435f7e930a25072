import Model

/// What the education commission and the institutions do about alerts, differences and claims, some days after they
/// hear of them (R1.52).
struct Commission {
    private typealias Action = @Sendable (Day, inout Postings) -> Void

    private let profile: Profile
    private let classes: [SchoolClass]
    private let absconded: USCC?
    /// What an institution adds to its deposit when it is warned.
    private let deposit: Fen
    private var actions: [Day: [Action]] = [:]
    private var steps: Set<String> = []

    init(_ year: Year) {
        profile = year.profile
        classes = year.classes.classes
        absconded = year.cast.absconded?.id
        let fees = year.cast.running.filter { $0.mode == .deposit }.map { year.classes.fees(of: $0.id) }.max() ?? .zero
        deposit = .yuan(fees.rawValue * 15 / 10_000)
    }

    /// What is due on a day.
    mutating func post(_ day: Day, _ postings: inout Postings) {
        for action in actions.removeValue(forKey: day) ?? [] { action(day, &postings) }
    }

    private mutating func plan(_ day: Day, _ action: @escaping Action) { actions[day, default: []].append(action) }

    private mutating func say<D: EventData>(_ data: D, by poster: String = "education", on day: Day) {
        plan(day) { day, postings in postings.post(data, by: poster, on: day, minute: 480) }
    }

    // MARK: Alerts

    /// Each step of an alert is answered once: clue → identified → warned → answered → closed.
    mutating func hear(_ alert: AlertChanged, on day: Day) {
        guard alert.status != .closed, steps.insert("\(alert.alert)/\(alert.status.rawValue)").inserted else { return }
        let (institution, id) = (alert.institution, alert.alert)
        switch alert.status {
        case .clue:
            guard isReal(alert, on: day) else { return }
            say(AlertIdentified(institution: institution, alert: id, real: true), on: day.adding(days: 1))
        case .identified:
            if let days = daysToClose(alert.rule) {
                say(AlertClosed(institution: institution, alert: id), on: day.adding(days: days))
            } else {
                say(AlertWarned(institution: institution, alert: id, due: day.adding(days: 8)), on: day.adding(days: 1))
            }
        case .warned: warned(alert, on: day)
        case .answered:
            // Nobody believes the one that absconds, and nobody closes what is still so.
            if institution != absconded {
                say(AlertClosed(institution: institution, alert: id), on: day.adding(days: daysAfterAnswer(alert.rule)))
            }
        case .closed: break
        }
    }

    /// Between two terms nobody teaches, though the next one is paid: that is no sign of anything, and the clue goes by
    /// itself.
    private func isReal(_ alert: AlertChanged, on day: Day) -> Bool {
        guard alert.rule == .teachingStopped else { return true }
        return classes.contains { made in
            made.institution == alert.institution && made.starts.adding(days: 14) <= day
                && made.days.last.map { day <= $0 } ?? false
        }
    }

    /// These are explained without a warning: the bank gives its charge back, a difference is cleared, a large movement
    /// was a settlement.
    private func daysToClose(_ rule: AlertRule) -> Int? {
        switch rule {
        case .largeMovement: 2
        case .bankFee, .unreconciled: 16
        case .balanceBelowLiability, .depositBelowMinimum, .refundWave, .refundOverdue, .teachingStopped,
            .inflowAboveCapacity:
            nil
        }
    }

    private func daysAfterAnswer(_ rule: AlertRule) -> Int {
        switch rule {
        case .balanceBelowLiability: 70
        case .teachingStopped, .refundOverdue: 20
        default: 7
        }
    }

    /// The institution answers within three days; one that is gone does not, and one whose deposit is short pays in
    /// what is missing.
    private mutating func warned(_ alert: AlertChanged, on day: Day) {
        let institution = alert.institution
        guard alert.rule != .teachingStopped || institution != absconded else { return }
        let answered = day.adding(days: 3)
        say(
            AlertAnswered(institution: institution, alert: alert.alert, answer: "已核实，正在整改"), by: "institutions",
            on: answered)
        guard alert.rule == .depositBelowMinimum, institution != absconded else { return }
        say(
            DepositReceived(institution: institution, reference: "D\(answered)", amountFen: deposit), by: "bank",
            on: answered)
    }

    // MARK: Differences and claims

    /// A statement has lines that the books do not know: a week later the commission knows which were the bank's
    /// mistakes.
    mutating func hear(_ statement: StatementReconciled, _ mistakes: [Bank.Mistake], on day: Day) {
        guard statement.open > 0 else { return }
        let place = BankPlace(institution: statement.institution, account: statement.account)
        for mistake in mistakes
        where mistake.place == place && mistake.day <= statement.day
            && steps.insert("cleared/\(mistake.reference)").inserted
        {
            say(
                DifferenceCleared(
                    institution: place.institution, account: place.account, reference: mistake.reference,
                    explanation: "银行串户，已更正"),
                on: day.adding(days: 8))
        }
    }

    /// The families of an institution that is gone are being paid: now others say what it owes them. If families have
    /// all of theirs, the rest is distributed (R1.81).
    mutating func hear(_ claims: ClaimsSettled, on day: Day) {
        guard steps.insert("claims/\(claims.institution)").inserted else { return }
        let filed = day.adding(days: 5)
        for (number, rank, yuan) in [(1, ClaimRank.wages, 3_000 as Int64), (2, .other, 8_000), (3, .other, 5_000)] {
            say(
                ClaimFiled(
                    institution: claims.institution, claim: "C\(claims.institution)-\(number)", rank: rank,
                    amountFen: .yuan(yuan)), on: filed)
        }
        if claims.paidFen == claims.claimsFen {
            say(RemainderDistributed(institution: claims.institution), on: day.adding(days: 40))
        }
    }
}
