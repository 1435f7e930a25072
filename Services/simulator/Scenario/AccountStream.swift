import Model

/// What is set up before anybody pays: accounts, release modes, risk deposits; and one account that is frozen while it
/// is looked into.
struct AccountStream {
    private let profile: Profile
    private let cast: Cast
    private let deposits: [USCC: Fen]

    init(_ profile: Profile, _ cast: Cast, _ year: Classes) {
        self.profile = profile
        self.cast = cast
        deposits = Self.deposits(profile, cast, year)
    }

    /// A deposit covers the fees of a term with something over (R1.41); the last such institution begins just above the
    /// minimum, and the one that absconds never had enough.
    private static func deposits(_ profile: Profile, _ cast: Cast, _ year: Classes) -> [USCC: Fen] {
        var deposits: [USCC: Fen] = [:]
        for institution in cast.institutions {
            if case .absconds = institution.fate {
                deposits[institution.id] = .yuan(Int64(profile.absconder.depositYuan))
            }
        }
        let others = cast.running.filter { $0.mode == .deposit }
        for (number, institution) in others.enumerated() {
            let percent: Int64 = number > 0 && number == others.count - 1 ? 104 : 125
            deposits[institution.id] = .yuan(year.fees(of: institution.id).rawValue * percent / 10_000)
        }
        return deposits
    }

    func post(_ day: Day, _ postings: inout Postings) {
        for institution in cast.institutions where institution.charges { set(up: institution, day, &postings) }
        if let checked = cast.checked, let term = profile.tuition.terms.first {
            if day == term.from.adding(days: 30) {
                postings.post(
                    AccountFrozen(institution: checked.id, cause: "专项核查"), by: "education", on: day, minute: 600)
            }
            if day == term.from.adding(days: 44) {
                postings.post(AccountUnfrozen(institution: checked.id), by: "education", on: day, minute: 600)
            }
        }
        // One institution has a part of its deposit back between two terms (R1.41).
        if let safe = cast.running.first(where: { $0.mode == .deposit }), let deposit = deposits[safe.id],
            day == profile.through.adding(days: -75)
        {
            postings.post(
                DepositReleased(institution: safe.id, amountFen: .yuan(deposit.rawValue * 5 / 10_000)), by: "education",
                on: day, minute: 610)
        }
    }

    private func set(up institution: Cast.Institution, _ day: Day, _ postings: inout Postings) {
        let opens: Day
        if case .transforms(let date) = institution.fate {
            opens = date.adding(days: 3)
        } else {
            opens = profile.from.adding(days: 34)
        }
        guard day == opens else { return }
        postings.post(
            AccountOpened(institution: institution.id, bank: profile.bank.name), by: "bank", on: day, minute: 500)
        if institution.mode != .perLesson {
            postings.post(
                ReleaseModeAssigned(institution: institution.id, mode: institution.mode), by: "education", on: day,
                minute: 510)
        }
        if let deposit = deposits[institution.id] {
            postings.post(
                DepositReceived(institution: institution.id, reference: "D\(day)", amountFen: deposit), by: "bank",
                on: day, minute: 520)
        }
    }
}

extension Classes {
    /// The fees of an institution's dearest term.
    func fees(of institution: USCC) -> Fen {
        classes.filter { $0.institution == institution }.map { made in
            made.pupils.reduce(Fen.zero) { $0 + enrolments[$1].amount }
        }.max() ?? .zero
    }
}
