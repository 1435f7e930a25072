package import Model

/// The rows that a batch needs.
package struct State: Sendable {
    package var institutions = Table<USCC, Institution>()
    /// By institution, the entries of the blacklist that stand, each with the first day on which it no longer does.
    package var restrictions = Layered<USCC, [Identifier: Day]>()
    package var courses = Table<CourseID, Course>()
    package private(set) var enrolments = Table<Identifier, Enrolment>()
    package var attendances = Table<AttendanceID, Attendance>()
    package private(set) var refunds = Table<Identifier, Refund>()
    package private(set) var instructions = Table<Identifier, Instruction>()
    /// By the bank's reference.
    package var suspensions = Table<BankEntryID, Suspension>()
    package var claims = Table<Identifier, CreditorClaim>()
    package var settlements = Table<USCC, ClaimSettlement>()
    package var bankEntries = Table<BankEntryID, BankEntry>()
    package var statements = Table<BankAccountID, Statement>()
    package private(set) var alerts = Table<Identifier, Alert>()
    package var ledger = Ledger()
    /// When a day opens: what the database counts by institution, and the links over what was posted before it.
    package var census: [USCC: Census] = [:]
    package var links: [USCC: Seal] = [:]
    /// What families of institutions that are gone claim, as the database counts it; else the rows say it.
    package var claimTotals: [USCC: ClaimTotals] = [:]
    /// What is said of all links of the day before; nil if there are none.
    package var sealed: LedgerSealed?

    /// True if the ledger did not take a fact's transfers.
    var isLedgerBroken = false

    /// What the rules promise and a fact did not keep: a mistake of the program, and nothing of it may be saved.
    package var brokenPromise: String? {
        if isLedgerBroken { return "the ledger takes the transfers of facts" }
        let tables = [
            institutions.isBroken, courses.isBroken, enrolments.isBroken, attendances.isBroken, refunds.isBroken,
            instructions.isBroken, suspensions.isBroken, claims.isBroken,
            settlements.isBroken, bankEntries.isBroken, statements.isBroken,
            alerts.isBroken,
        ]
        return tables.contains(true) ? "facts add rows that are new and change rows that are loaded" : nil
    }

    /// Enrolments by what they count together for.
    private var pupils = Layered<PupilCourse, [Identifier]>()
    /// The refund of an enrolment that is pending or disputed.
    private var openRefunds = Layered<Identifier, Identifier>()
    /// The open alert of an institution's rule.
    private var openAlerts = Layered<USCC, [AlertRule: Identifier]>()

    package init() {}

    /// The same to try something on: what is written to it is never saved, and costs no copy of what is there.
    var draft: State {
        var draft = self
        draft.institutions.beginDraft()
        draft.restrictions.beginDraft()
        draft.courses.beginDraft()
        draft.enrolments.beginDraft()
        draft.attendances.beginDraft()
        draft.refunds.beginDraft()
        draft.instructions.beginDraft()
        draft.suspensions.beginDraft()
        draft.claims.beginDraft()
        draft.settlements.beginDraft()
        draft.bankEntries.beginDraft()
        draft.statements.beginDraft()
        draft.alerts.beginDraft()
        draft.ledger.beginDraft()
        draft.pupils.beginDraft()
        draft.openRefunds.beginDraft()
        draft.openAlerts.beginDraft()
        return draft
    }

    /// Open and finished enrolments of a pupil in a course.
    package func enrolments(of course: PupilCourse) -> [Enrolment] {
        pupils[course, default: []].compactMap { enrolments[$0] }
    }

    /// The refund of an enrolment that is not decided.
    package func openRefund(of enrolment: Identifier) -> Refund? { openRefunds[enrolment].flatMap { refunds[$0] } }

    /// The alert of a rule that is not closed.
    package func openAlert(_ rule: AlertRule, of institution: USCC) -> Alert? {
        openAlerts[institution]?[rule].flatMap { alerts[$0] }
    }

    /// All tuition of an institution's families that is not taught yet. Assets equal liabilities, so it follows from
    /// the institution's own accounts, however many families there are.
    package func unconsumed(of institution: USCC) -> Fen {
        AccountKind.ofInstitutions.reduce(.zero) { sum, kind in
            let balance = ledger.balance(.institution(kind, institution))
            return kind.isAsset ? sum + balance : sum - balance
        }
    }

    // MARK: Rows with an index

    /// An enrolment as loaded.
    package mutating func load(_ enrolment: Enrolment) {
        enrolments.load(enrolment, as: enrolment.id)
        pupils[enrolment.course, default: []].append(enrolment.id)
    }

    /// A refund as loaded.
    package mutating func load(_ refund: Refund) {
        refunds.load(refund, as: refund.id)
        index(refund)
    }

    /// An instruction as loaded and the pending transfer that holds its money.
    package mutating func load(_ instruction: Instruction) {
        instructions.load(instruction, as: instruction.id)
        if instruction.status.isPending {
            ledger.load(pending: instruction.id, instruction.transfer(.pending(instruction.id)))
        }
    }

    /// An alert as loaded.
    package mutating func load(_ alert: Alert) {
        alerts.load(alert, as: alert.id)
        index(alert)
    }

    mutating func add(_ enrolment: Enrolment) {
        enrolments.add(enrolment, as: enrolment.id)
        pupils[enrolment.course, default: []].append(enrolment.id)
    }

    mutating func add(_ refund: Refund) {
        refunds.add(refund, as: refund.id)
        index(refund)
    }

    mutating func add(_ instruction: Instruction) { instructions.add(instruction, as: instruction.id) }

    mutating func add(_ alert: Alert) {
        alerts.add(alert, as: alert.id)
        index(alert)
    }

    mutating func change(enrolment id: Identifier, _ change: (inout Enrolment) -> Void) {
        enrolments.change(id, change)
    }

    mutating func change(refund id: Identifier, _ change: (inout Refund) -> Void) {
        refunds.change(id, change)
        if let refund = refunds[id] { index(refund) }
    }

    mutating func change(instruction id: Identifier, _ change: (inout Instruction) -> Void) {
        instructions.change(id, change)
    }

    mutating func change(alert id: Identifier, _ change: (inout Alert) -> Void) {
        alerts.change(id, change)
        if let alert = alerts[id] { index(alert) }
    }

    private mutating func index(_ refund: Refund) {
        if refund.status == .pending || refund.status == .disputed {
            openRefunds[refund.enrolment] = refund.id
        } else if openRefunds[refund.enrolment] == refund.id {
            openRefunds[refund.enrolment] = nil
        }
    }

    private mutating func index(_ alert: Alert) {
        if alert.status != .closed {
            openAlerts[alert.institution, default: [:]][alert.rule] = alert.id
        } else if openAlerts[alert.institution]?[alert.rule] == alert.id {
            openAlerts[alert.institution, default: [:]][alert.rule] = nil
        }
    }
}
