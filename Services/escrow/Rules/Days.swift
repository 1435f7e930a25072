package import Model

/// A piece of what a day brings: a row on which something is due, or an institution that is done with the day. The
/// pieces of an institution are decided in the order of the cases; what is done is not due any more.
package enum DayPiece: Sendable, Hashable {
    /// What was posted at the institution on the days before is linked to its chain.
    case link
    /// A lesson that silence confirms.
    case lesson(AttendanceID)
    /// An enrolment whose days of a pass are counted, or whose share falls due.
    case pass(Identifier)
    case share(Identifier)
    /// A refund to which silence agrees.
    case refund(Identifier)
    /// An instruction that the bank did not answer in time.
    case instruction(Identifier)
    /// An instruction that failed or that no money was there for is tried again.
    case retry(Identifier)
    /// What the families of an institution whose people are gone get is reckoned; alone in its portion, since the
    /// database counts what they claim.
    case reckon
    /// A family has its share of that, for its tuition or in place of an instruction that was not covered.
    case claim(Identifier, uncovered: Identifier?)
    /// The institution is settled, cleared and watched.
    case institution
    /// The last of a day, alone in its portion: the links of all institutions are sealed.
    case seal
}

/// One piece of a day's work. No institution's work looks at another's, so that it makes no difference where the day is
/// cut, and facts are known by their piece.
package struct DayWork: Sendable, Hashable {
    package var opened: DayOpened
    /// Nil for the seal.
    package var institution: USCC?
    package var piece: DayPiece

    package init(_ opened: DayOpened, _ institution: USCC?, _ piece: DayPiece) {
        self.opened = opened
        self.institution = institution
        self.piece = piece
    }

    /// Its name among all of the day.
    package var name: String {
        switch piece {
        case .link: "link/\(institution?.description ?? "")"
        case .seal: "seal"
        case .lesson(let id): "lesson/\(id.enrolment)/\(id.lesson)"
        case .pass(let enrolment): "pass/\(enrolment)"
        case .share(let enrolment): "share/\(enrolment)"
        case .refund(let refund): "refund/\(refund)"
        case .instruction(let instruction): "instruction/\(instruction)"
        case .retry(let instruction): "retry/\(instruction)"
        case .reckon: "claims/\(institution?.description ?? "")"
        case .claim(let enrolment, let uncovered): "claim/\(enrolment)/\(uncovered?.description ?? "")"
        case .institution: "institution/\(institution?.description ?? "")"
        }
    }

    /// All that is due among the rows of a state: the whole day's work, undivided.
    package static func all(_ opened: DayOpened, in state: State, on today: Day) -> [DayWork] {
        let silent = state.attendances.ids.filter { state.attendances[$0]?.isSilent(before: today) ?? false }.sorted()
        let passes = state.enrolments.all.filter { isDue($0.purchase.pass?.due, today) }.sorted { $0.id < $1.id }
        let shares = state.enrolments.all.filter { isDue($0.shareDue, today) }.sorted { $0.id < $1.id }
        let refunds = state.refunds.all.filter { $0.isSilent(before: today) }.sorted {
            ($0.due, $0.id) < ($1.due, $1.id)
        }
        let instructions = state.instructions.all.filter { $0.isUnanswered(before: today) }
            .sorted { $0.number < $1.number }
        var pieces: [(institution: USCC?, piece: DayPiece)] = state.links.keys.sorted().map { ($0, .link) }
        pieces += silent.map { (state.attendances[$0]?.institution, .lesson($0)) }
        pieces += passes.map { ($0.institution, .pass($0.id)) }
        pieces += shares.map { ($0.institution, .share($0.id)) }
        pieces += refunds.map { ($0.institution, .refund($0.id)) }
        pieces += instructions.map { ($0.institution, .instruction($0.id)) }
        pieces += families(in: state, on: today)
        pieces += state.institutions.ids.sorted().map { ($0, .institution) }
        return pieces.map { DayWork(opened, $0.institution, $0.piece) } + [DayWork(opened, nil, .seal)]
    }

    /// What waits for money, and the claims on institutions whose people are gone.
    private static func families(in state: State, on today: Day) -> [(institution: USCC?, piece: DayPiece)] {
        let waiting = state.instructions.all.filter { instruction in
            let isGone = state.institutions[instruction.institution]?.status == .absconded
            let isUncovered = instruction.status == .uncovered && !(isGone && instruction.enrolment != nil)
            let isWaiting = instruction.status == .failed || isUncovered
            return instruction.mayBeTriedAgain(on: today) && (isWaiting || instruction.isUnanswered(before: today))
        }
        var pieces: [(institution: USCC?, piece: DayPiece)] = waiting.sorted {
            ($0.institution, $0.number) < ($1.institution, $1.number)
        }.map { ($0.institution, .retry($0.id)) }
        for id in state.institutions.ids.sorted() where state.institutions[id]?.status == .absconded {
            let since = state.sharedSince(id, on: today)
            let instructions = state.instructions.all.filter { $0.institution == id }
            let served = Set(instructions.filter { $0.isShare(since: since) }.compactMap(\.enrolment))
            let tuition = state.enrolments.all.filter {
                $0.institution == id && state.ledger.balance(.unconsumed($0.id)) > .zero && !served.contains($0.id)
            }.map { (enrolment: $0.id, uncovered: Instruction?.none) }
            let uncovered = instructions.filter { $0.isClaim(before: since) }
                .compactMap { instruction in instruction.enrolment.map { (enrolment: $0, uncovered: instruction) } }
            let claims = (tuition + uncovered).sorted {
                ($0.enrolment, $0.uncovered?.number ?? 0) < ($1.enrolment, $1.uncovered?.number ?? 0)
            }
            if !claims.isEmpty { pieces.append((id, .reckon)) }
            pieces += claims.map { (id, .claim($0.enrolment, uncovered: $0.uncovered?.id)) }
        }
        return pieces
    }

    private static func isDue(_ due: Day?, _ today: Day) -> Bool { due.map { $0 <= today } ?? false }
}

extension Attendance {
    /// The guardian did not answer in time.
    fileprivate func isSilent(before day: Day) -> Bool { status == .held && due < day }
}

extension Refund {
    /// The institution did not answer in time.
    fileprivate func isSilent(before day: Day) -> Bool { status == .pending && due < day }
}

extension Instruction {
    fileprivate func isUnanswered(before day: Day) -> Bool { status.isPending && validThrough < day }
}

/// A day begins. Silence confirms lessons (R1.32) and agrees to refunds (R1.60), days of passes are over (R1.68),
/// shares fall due (R1.33, R1.34), instructions without an answer fail; who waits for money has what there is now, and
/// families of institutions whose people are gone have their shares (R1.81, R1.87); once a week what is due is paid out
/// (R1.35) and what failed is tried again; deregistering institutions without tuition are cleared (R2.31); alerts look
/// at every account (R1.50-R1.54); and the day before is sealed.
///
/// What needs a calendar year without a file is left for a day that has it; all else goes on.
func begin(_ works: [DayWork], _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    var draft = Draft(state, circumstances)
    for work in works {
        switch work.piece {
        case .link: if let link = work.institution.flatMap({ state.links[$0] }) { draft.add(.linked(link)) }
        case .seal: if let sealed = state.sealed { draft.add(.ledgerSealed(sealed)) }
        case .lesson(let id): draft.confirmSilently(id)
        case .pass(let enrolment): draft.releaseDays(of: enrolment)
        case .share(let enrolment): draft.releaseShare(enrolment)
        case .refund(let refund): try draft.agreeSilently(refund)
        case .instruction(let instruction): draft.expire(instruction)
        case .retry(let instruction): try draft.retry(instruction, work.opened)
        case .reckon: if let id = work.institution { try draft.reckonClaims(of: id) }
        case .claim(let enrolment, let uncovered): try draft.payClaim(of: enrolment, uncovered)
        case .institution: if let id = work.institution { try draft.finish(id, work.opened) }
        }
    }
    return draft.facts + draft.left
}

extension Draft {
    /// Silence confirms, but not under a freeze: nobody may be there to be answered (R1.32, R1.87).
    fileprivate mutating func confirmSilently(_ id: AttendanceID) {
        guard let attendance = state.attendances[id], attendance.isSilent(before: circumstances.today),
            let enrolment = state.enrolments[id.enrolment], !enrolment.isRepaid,
            state.institutions[attendance.institution]?.isFrozen == false
        else { return }
        add(count(id, attendance, enrolment, state, silent: true))
    }

    fileprivate mutating func releaseShare(_ id: Identifier) {
        guard let enrolment = state.enrolments[id] else { return }
        if let fact = EscrowRules.releaseShare(of: enrolment, state, circumstances) { add(fact) }
    }

    fileprivate mutating func agreeSilently(_ id: Identifier) throws(Refusal) {
        guard let refund = state.refunds[id], refund.isSilent(before: circumstances.today),
            state.institutions[refund.institution]?.status != .absconded, mayInstruct(),
            mayCount(.refundOverdueWorkingDays)
        else { return }
        try agree(refund, silent: true)
    }

    fileprivate mutating func expire(_ id: Identifier) {
        guard let instruction = state.instructions[id], instruction.isUnanswered(before: circumstances.today) else {
            return
        }
        add(failed(instruction, expired: true))
    }

    fileprivate mutating func finish(_ id: USCC, _ opened: DayOpened) throws(Refusal) {
        let status = state.institutions[id]?.status
        if isSettlementDay(opened), mayInstruct() { try settle(id) }
        if status == .deregistering, mayInstruct() { try clear(id) }
        watch(id)
    }

    /// True if the bank can be told something today: the last day of an instruction can be counted.
    mutating func mayInstruct() -> Bool { mayCount(.instructionWorkingDays) }

    /// True if so many working days from today can be counted; else what needs them is left for another day.
    private mutating func mayCount(_ key: PolicyKey) -> Bool {
        let (count, today) = (Int(circumstances.policy(key)), circumstances.today)
        return ask { (calendar) throws(MissingCalendarYear) in
            try calendar.adding(workingDays: count, to: today)
        } != nil
    }

    /// The first working day of a week from Monday to Sunday; not if it is unknown whether people work.
    mutating func isSettlementDay(_ opened: DayOpened) -> Bool {
        guard opened.workingDay != false else { return false }
        let sunday = opened.day.adding(days: -opened.day.weekday)
        return ask { (calendar) throws(MissingCalendarYear) in
            try calendar.adding(workingDays: 1, to: sunday) == opened.day
        } ?? false
    }
}
