import EscrowRules
import Model

// Commands of a test, in few words.

/// R2.03's test vector.
let institution = USCC(known: "91500114MA5U00000B")
let other = USCC(known: "52500114MJP000001R")

/// A day written like `2022-03-01`.
func day(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("tests write days rightly") }
    return day
}

func snapshot(_ status: InstitutionStatus, of id: USCC = institution, _ category: Category? = .nonAcademic)
    -> InstitutionSnapshot
{
    InstitutionSnapshot(
        institution: id, name: "name", grid: "grid", township: "township", status: status, category: category,
        since: day("2022-01-01"))
}

func entry(_ id: Identifier, _ status: EntryStatus, expiresOn: String) -> Command {
    .accounts(
        .restrict(
            EntrySnapshot(
                entry: id, institution: institution, status: status, conduct: "conduct", basis: "basis",
                decisionNumber: "1", authority: "education",
                listedOn: day("2022-02-01"), expiresOn: day(expiresOn))))
}

/// Cheap enough for nobody: its price list stands in no test's way unless it says so.
func course(
    _ id: Identifier = "course", at institution: USCC = institution, starts: String = "2021-01-01",
    ends: String = "2025-12-31", lessons: Int = 1_000,
    hoursPerLesson: Int = 1, hourFen: Int64 = 1_000_000, passDayFen: Int64? = nil, seats: Int = 1_000,
    online: Bool = false, slots: [LessonSlot] = []
) -> CoursePublished {
    CoursePublished(
        institution: institution, course: id, name: "name", online: online, starts: day(starts), ends: day(ends),
        lessons: lessons,
        hoursPerLesson: hoursPerLesson, hourFen: Fen(hourFen), passDayFen: passDayFen.map { Fen($0) }, seats: seats,
        slots: slots)
}

let modelContract = Contract(template: "2021", withdrawalDays: 0, voidTerms: [])

func payment(
    _ enrolment: Identifier = "e", at id: USCC = institution, pupil: Identifier? = nil, course: Identifier = "course",
    hours: Int = 40, pass: Bool? = nil, gift: Int? = nil,
    fen: Int64 = 100_000, starts: Day = day("2022-03-01"), ends: Day? = nil, reference: Identifier? = nil,
    method: PaymentMethod? = nil,
    contract: Contract? = modelContract, from: Identifier? = nil
) -> PaymentReceived {
    PaymentReceived(
        enrolment: enrolment, institution: id, pupil: pupil ?? Identifier(known: "pupil of \(enrolment)"),
        guardian: Identifier(known: "guardian of \(enrolment)"), course: course,
        hours: hours, pass: pass, giftHours: gift, courseStarts: starts, courseEnds: ends ?? starts.adding(days: 60),
        amountFen: Fen(fen), reference: reference,
        method: method, contract: contract, transferredFrom: from)
}

func bank(_ answer: BankAnswer, _ instruction: Identifier, at id: USCC = institution) -> Command {
    .bank(.answerInstruction(InstructionAnswered(instruction: instruction, institution: id, answer: answer)))
}

func deposit(_ fen: Int64, _ reference: Identifier = "deposit") -> Command {
    .accounts(.receiveDeposit(DepositReceived(institution: institution, reference: reference, amountFen: Fen(fen))))
}

func ask(_ cause: RefundCause? = nil, _ refund: Identifier = "r", of enrolment: Identifier = "e") -> Command {
    .families(
        .requestRefund(RefundRequested(refund: refund, enrolment: enrolment, institution: institution, cause: cause)))
}

func answer(agreed: Bool, _ refund: Identifier = "r", at id: USCC = institution) -> Command {
    .families(.answerRefund(RefundAnswered(refund: refund, institution: id, agreed: agreed)))
}

let freeze = Command.accounts(.freeze(AccountFrozen(institution: institution, cause: "red alert")))
let unfreeze = Command.accounts(.unfreeze(AccountUnfrozen(institution: institution)))

func statement(
    _ day: Day, of account: BankAccount = .fee, opening: Int64 = 0,
    _ lines: [(reference: Identifier, kind: StatementLineKind, fen: Int64)], closing: Int64? = nil
) -> Command {
    .bank(
        .receiveStatement(
            StatementReceived(
                institution: institution, account: account, day: day, openingFen: Fen(opening),
                lines: lines.map { StatementLine(reference: $0.reference, kind: $0.kind, amountFen: Fen($0.fen)) },
                closingFen: Fen(closing ?? lines.reduce(opening) { $0 + $1.fen }))))
}

// Facts of a kind, in their order.
extension [Fact] {
    var suspended: [PaymentSuspended] {
        compactMap { if case .tuition(.paymentSuspended(let suspended, _)) = $0 { suspended } else { nil } }
    }
    var released: [LessonReleased] {
        compactMap { if case .tuition(.lessonReleased(let lesson, _, _, _)) = $0 { lesson } else { nil } }
    }
    var passes: [PassReleased] {
        compactMap { if case .tuition(.passReleased(let pass, _, _, _)) = $0 { pass } else { nil } }
    }
    var reversed: [LessonReversed] {
        compactMap { if case .tuition(.lessonReversed(let lesson, _, _, _)) = $0 { lesson } else { nil } }
    }
    var shares: [Int64] {
        compactMap { if case .tuition(.shareReleased(_, let amount, _, _)) = $0 { amount.rawValue } else { nil } }
    }
    var agreed: [RefundAgreed] {
        compactMap { if case .families(.refundAgreed(let agreed, _)) = $0 { agreed } else { nil } }
    }
    var closed: [RefundOutcome] {
        compactMap { if case .families(.refundClosed(let closed)) = $0 { closed.outcome } else { nil } }
    }
    var settled: [ClaimsSettled] {
        compactMap { if case .families(.claimsSettled(let settled, _, _)) = $0 { settled } else { nil } }
    }
    var instructed: [Instruction] {
        compactMap { if case .bank(.instructed(let instruction, _)) = $0 { instruction } else { nil } }
    }
    var failed: [Instruction] {
        compactMap { if case .bank(.instructionFailed(let instruction, _, _)) = $0 { instruction } else { nil } }
    }
    var alerts: [Alert] { compactMap { if case .watch(.alertChanged(let alert)) = $0 { alert } else { nil } } }
    var reconciled: [StatementReconciled] {
        compactMap { if case .bank(.statementReconciled(let statement, _, _, _)) = $0 { statement } else { nil } }
    }
    var cleared: [USCC] {
        compactMap { if case .accounts(.cleared(let clearance)) = $0 { clearance.institution } else { nil } }
    }
    /// Without alerts, which their own tests look at.
    var withoutAlerts: [Fact] { filter { if case .watch(.alertChanged) = $0 { false } else { true } } }
}

extension [Instruction] {
    /// Purpose, account and fen of each.
    var told: [String] {
        map { "\($0.purpose.rawValue) \($0.amount.rawValue) \($0.account.rawValue) \($0.status.rawValue)" }
    }
}
