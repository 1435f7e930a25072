import EscrowRules
import Model
import Service
import Support

@testable import Escrow

/// The bank, guardians, institutions and departments of a small district. Most of what they say fits what there is;
/// much is wrong, early or double.
struct Posters {
    private var random: SeededGenerator
    private(set) var today = Day(ordinal: 19_229)  // 2022-08-25
    private let policy: Policy
    private let calendar: WorkingCalendar
    private var numbers = 0
    /// What was paid in this batch.
    private var payments: [PaymentReceived] = []
    /// The third institution absconds, its families are paid, and creditors get what is left; the last one deregisters.
    var isWindingUp = false
    /// The last one has a deposit and no pupils.
    private static let institutions = [
        "91500114MA5U00000B", "52500114MJP000001R", "91500114MA5U00001A", "91500114MA5U00002X",
    ].map { USCC(known: $0) }

    init(seed: UInt64) {
        random = SeededGenerator(state: seed)
        let values: [PolicyKey: Int64] = [
            .chargeHoursMax: 60, .chargeMonthsMax: 3, .chargeFenMax: 500_000, .chargeAdvanceDaysMax: 31,
            .renewalHoursMax: 50, .renewalDaysMax: 60,
            .offlineLessonEndMinute: 1_230, .onlineLessonEndMinute: 1_260, .schoolDayStartMinute: 480,
            .schoolDayEndMinute: 1_020, .winterBreakFrom: 110,
            .winterBreakThrough: 220, .summerBreakFrom: 701, .summerBreakThrough: 831, .refundSilenceWorkingDays: 5,
            .lessonSilenceWorkingDays: 2,
            .rollingFirstPermille: 300, .rollingSecondPermille: 300, .retainedPermille: 200, .passBillingDays: 3,
            .instructionWorkingDays: 2,
            .withdrawalDays: 7,
            .loanPrimeRatePpm: 36_500, .depositRatePpm: 15_000, .escrowRatePpm: 3_500, .depositCoveragePermille: 200,
            .depositYellowPermille: 1_200,
            .largeMovementPermille: 300, .largeMovementFenMin: 50_000, .refundWaveCount: 3,
            .refundOverdueWorkingDays: 3, .teachingStoppedDays: 3,
            .unreconciledWorkingDays: 2,
        ]
        let rows = PolicyKey.allCases.map {
            PolicyRow(key: $0, value: values[$0] ?? 31, validFrom: Day(ordinal: 0), validThrough: nil, source: "test")
        }
        guard let policy = try? Policy(rows: rows) else { preconditionFailure("every key has an open row") }
        self.policy = policy
        calendar = WorkingCalendar(
            years: (2021...2024).map { CalendarYear(year: $0, source: "test", holidays: [], makeUpDays: []) })
    }

    /// Decides, and changes the state by the facts.
    func decide(_ command: Command, _ state: inout State) -> Result<[Fact], Refusal> {
        let circumstances = Circumstances(
            poster: "test", time: .start(of: today), today: today, policy: policy, calendar: calendar)
        do {
            let facts = try EscrowRules.decide(command, state, circumstances)
            for fact in facts { evolve(&state, fact, on: today) }
            return .success(facts)
        } catch {
            return .failure(error)
        }
    }

    /// A new day, or up to 30 commands.
    mutating func commands(_ state: State) -> [Command] {
        guard !chance(25) else { return nextDay(state) }
        payments = []
        // Never in the loop; two days are sealed at once then.
        if chance(2) { today = today.adding(days: 1) }
        return (0..<number(1...30)).map { _ in command(state) }
    }

    /// A day opens; payments that waited too long for their course come before it, as in the loop.
    mutating func nextDay(_ state: State) -> [Command] {
        today = today.adding(days: 1)
        let late: [Command] = chance(30) ? [.tuition(.suspend(payment(state)))] : []
        return late + [.dayOpened(DayOpened(day: today, workingDay: today.weekday <= 5))]
    }

    private mutating func command(_ state: State) -> Command {
        if isWindingUp, chance(40) { return ending(state) }
        return switch number(0...99) {
        case ..<8: account(state)
        case ..<42: tuition(state)
        case ..<58: lesson(state)
        case ..<66: refund(state)
        case ..<93: bank(state)
        case ..<97: alert(state)
        default: registry(state)
        }
    }

    private mutating func ending(_ state: State) -> Command {
        let id = Self.institutions[chance(80) ? 2 : 3]
        let pending = state.instructions.all.filter { $0.institution == id && $0.status.isPending }.map(\.id).sorted()
        switch number(0...99) {
        case ..<10: return .accounts(.follow(snapshot(id, id == Self.institutions[2] ? .absconded : .deregistering)))
        case ..<20:
            return .accounts(
                .receiveDeposit(
                    DepositReceived(institution: id, reference: next("d"), amountFen: Fen(number(1...400_000)))))
        case ..<25: return .bank(.receiveStatement(repaidFees(state, id)))
        case ..<28: return .accounts(.unfreeze(AccountUnfrozen(institution: id)))
        case ..<80:
            return .bank(
                .answerInstruction(
                    InstructionAnswered(instruction: pending.first ?? "none", institution: id, answer: .paid)))
        case ..<90: return .families(.fileClaim(claim(id)))
        default: return .families(.distributeRemainder(RemainderDistributed(institution: id)))
        }
    }

    // MARK: Accounts

    private mutating func account(_ state: State) -> Command {
        let id = anyInstitution()
        switch number(0...99) {
        case ..<25: return .accounts(.openAccount(AccountOpened(institution: id, bank: "bank")))
        case ..<60:
            return .accounts(
                .assignMode(
                    ReleaseModeAssigned(
                        institution: id, mode: pick(ReleaseMode.allCases) ?? .perLesson,
                        depositMinimumFen: chance(30) ? Fen(number(-1...100_000)) : nil)))
        case ..<70:
            return .accounts(
                .receiveDeposit(
                    DepositReceived(
                        institution: id, reference: "d\(number(0...400))", amountFen: Fen(number(-1...60_000)))))
        case ..<80:
            return .accounts(.releaseDeposit(DepositReleased(institution: id, amountFen: Fen(number(0...20_000)))))
        case ..<83: return .accounts(.freeze(AccountFrozen(institution: id, cause: "cause")))
        default: return .accounts(.unfreeze(AccountUnfrozen(institution: id)))
        }
    }

    private mutating func registry(_ state: State) -> Command {
        let id = anyInstitution()
        let status: InstitutionStatus
        switch number(0...99) {
        case ..<6: status = .absconded
        case ..<9: status = .deregistering
        case ..<10: status = .revoked
        case ..<30:
            return .accounts(
                .restrict(
                    EntrySnapshot(
                        entry: "entry of \(id)", institution: id, status: chance(40) ? .listed : .removed,
                        conduct: "conduct", basis: "basis",
                        decisionNumber: "1", authority: "education", listedOn: today, expiresOn: today.adding(days: 2)))
            )
        default: status = .operating
        }
        return .accounts(.follow(snapshot(id, status)))
    }

    private mutating func snapshot(_ id: USCC, _ status: InstitutionStatus) -> InstitutionSnapshot {
        InstitutionSnapshot(
            institution: id, name: "name", grid: "grid", township: "township", status: status,
            category: chance(10) ? .academic : .nonAcademic, since: today)
    }

    // MARK: Tuition

    private mutating func tuition(_ state: State) -> Command {
        let id = institution()
        switch number(0...99) {
        case ..<8:
            return .tuition(
                .publishCourse(
                    CoursePublished(
                        institution: id, course: "c\(number(0...2))", name: "name", online: chance(50),
                        starts: Day(ordinal: 19_200), ends: Day(ordinal: 19_700),
                        lessons: Int(number(0...20)), hoursPerLesson: Int(number(1...3)),
                        hourFen: Fen(number(1...12_000)),
                        passDayFen: chance(70) ? Fen(number(50...3_000)) : nil, seats: Int(number(1...20)),
                        slots: [LessonSlot(weekday: 6, from: 540, through: chance(5) ? 1_300 : 620)])))
        case ..<40:
            payments.append(payment(state))
            return .tuition(.pay(payments[payments.count - 1]))
        case ..<42: return .tuition(.suspend(payment(state)))
        case ..<97: return .tuition(.holdLesson(rollCall(state)))
        default:
            return .tuition(
                .transferEnrolment(
                    EnrolmentTransferred(
                        enrolment: enrolment(state, of: id), institution: id, toInstitution: institution(),
                        toEnrolment: next("t"))))
        }
    }

    private mutating func payment(_ state: State) -> PaymentReceived {
        let (isPass, id) = (chance(20), institution())
        let (hours, days) = (isPass ? 0 : number(1...20), Int(number(0...86)))
        let course: Identifier = "c\(number(0...2))"
        let onList = state.courses[CourseID(id, course)]
        let hourPrice = onList?.hourPrice.rawValue ?? 1_000
        let price = isPass ? (onList?.passDayPrice?.rawValue ?? 100) * Int64(days) : hourPrice * hours
        let starts = today.adding(days: Int(number(-3...12)) / 2)
        let number = chance(95) ? next("e") : "e\(number(1...300))"
        return PaymentReceived(
            enrolment: number, institution: id, pupil: "p\(self.number(0...12))", guardian: "g", course: course,
            hours: Int(hours),
            pass: isPass ? true : nil, giftHours: !isPass && chance(20) ? Int(self.number(0...3)) : nil,
            courseStarts: starts,
            courseEnds: starts.adding(days: days - 1),
            amountFen: Fen(chance(5) ? self.number(-10...30) : price - self.number(-2...2_000)),
            reference: chance(30) ? "b\(self.number(0...900))" : nil,
            method: chance(2) ? .loan : .card,
            contract: chance(3)
                ? nil
                : Contract(
                    template: "model", withdrawalDays: chance(20) ? 3 : 0, voidTerms: chance(2) ? [.noRefund] : []),
            transferredFrom: chance(3) ? "elsewhere" : nil)
    }

    private mutating func rollCall(_ state: State) -> LessonHeld {
        let (id, course) = (institution(), "c\(number(0...2))" as Identifier)
        let pupils = state.enrolments.all.filter {
            $0.institution == id && $0.course.course == course && !$0.isFinished && $0.starts <= today
        }.map(\.id)
            .sorted()
        var roll = Array(Set((0..<number(1...4)).compactMap { _ in pick(pupils) })).sorted()
        if chance(3) { roll.append("nobody") }
        let new = payments.first { $0.institution == id && $0.course == course && $0.courseStarts <= today }
        guard let new, chance(60) else {
            return LessonHeld(institution: id, course: course, lesson: Int(number(0...10)), roll: roll)
        }
        let other = pick(
            state.attendances.ids.filter { state.enrolments[$0.enrolment]?.course.pupil == new.pupil }.sorted())
        return LessonHeld(institution: id, course: course, lesson: other?.lesson ?? 1, roll: [new.enrolment])
    }

    private mutating func lesson(_ state: State) -> Command {
        let open = state.attendances.ids.filter {
            state.attendances[$0]?.status == .held || state.attendances[$0]?.status == .disputed
        }.sorted()
        let id = (chance(90) ? pick(open) : pick(state.attendances.ids.sorted())) ?? AttendanceID("e1", 1)
        let course = state.enrolments[id.enrolment]?.course
        let owner = chance(97) ? course?.institution ?? institution() : institution()
        switch number(0...99) {
        case ..<50:
            return .tuition(
                .confirmLesson(LessonConfirmed(enrolment: id.enrolment, institution: owner, lesson: id.lesson)))
        case ..<70:
            return .tuition(
                .disputeLesson(LessonDisputed(enrolment: id.enrolment, institution: owner, lesson: id.lesson)))
        case ..<85:
            return .tuition(
                .decideLesson(
                    LessonDecided(enrolment: id.enrolment, institution: owner, lesson: id.lesson, taught: chance(50))))
        default:
            let (lesson, course) = ((pick(state.attendances.ids.sorted()) ?? id).lesson, course?.course ?? "c0")
            return .tuition(.cancelLesson(LessonCancelled(institution: owner, course: course, lesson: lesson)))
        }
    }

    // MARK: Families and creditors

    private mutating func refund(_ state: State) -> Command {
        let open = state.refunds.all.filter { $0.status == .pending || $0.status == .disputed }.map(\.id).sorted()
        let id = (chance(95) ? pick(open) : pick(state.refunds.ids.sorted())) ?? "r1"
        let owner = chance(97) ? state.refunds[id]?.institution ?? institution() : institution()
        switch number(0...99) {
        case ..<50:
            let new = chance(20) ? pick(payments) : nil
            let paid = new?.enrolment ?? enrolment(state, of: institution())
            return .families(
                .requestRefund(
                    RefundRequested(
                        refund: chance(95) ? next("r") : id, enrolment: paid,
                        institution: new?.institution ?? state.enrolments[paid]?.institution ?? institution(),
                        cause: new != nil ? .withoutReason : chance(80) ? pick(RefundCause.allCases) : nil)))
        case ..<70: return .families(.answerRefund(RefundAnswered(refund: id, institution: owner, agreed: chance(60))))
        case ..<85:
            return .families(
                .decideRefund(
                    RefundDecided(
                        refund: id, institution: owner, upheld: chance(60),
                        cause: chance(50) ? pick(RefundCause.allCases) : nil)))
        case ..<93:
            return .families(.fileClaim(claim(institution())))
        default: return .families(.distributeRemainder(RemainderDistributed(institution: institution())))
        }
    }

    private mutating func claim(_ id: USCC) -> ClaimFiled {
        ClaimFiled(
            institution: id, claim: chance(90) ? next("k") : "k1", rank: chance(50) ? .wages : .other,
            amountFen: Fen(number(0...40_000)))
    }

    // MARK: The bank

    private mutating func alert(_ state: State) -> Command {
        let open = state.alerts.all.filter { $0.status != .closed }.map(\.id).sorted()
        let id = (chance(90) ? pick(open) : pick(state.alerts.ids.sorted())) ?? "none"
        let owner = state.alerts[id]?.institution ?? institution()
        if let new = state.alerts.all.filter({ $0.raisedOn == today && $0.status == .clue }).map(\.id).min(), chance(50)
        {
            return .watch(
                .identifyAlert(
                    AlertIdentified(institution: state.alerts[new]?.institution ?? owner, alert: new, real: false)))
        }
        switch number(0...3) {
        case 0: return .watch(.identifyAlert(AlertIdentified(institution: owner, alert: id, real: chance(60))))
        case 1:
            return .watch(
                .warnAlert(AlertWarned(institution: owner, alert: id, due: today.adding(days: Int(number(-1...5))))))
        case 2: return .watch(.answerAlert(AlertAnswered(institution: owner, alert: id, answer: "answer")))
        default: return .watch(.closeAlert(AlertClosed(institution: owner, alert: id)))
        }
    }

    // MARK: Chance

    mutating func institution() -> USCC { Self.institutions[Int(number(0...(isWindingUp ? 9 : 11))) / 5] }

    mutating func anyInstitution() -> USCC { !isWindingUp && chance(15) ? Self.institutions[3] : institution() }

    /// An enrolment of the institution, if there is one.
    mutating func enrolment(_ state: State, of institution: USCC) -> Identifier {
        let finishedToo = chance(10)
        return pick(
            state.enrolments.all.filter { $0.institution == institution && (finishedToo || !$0.isFinished) }.map(\.id)
                .sorted()) ?? "e1"
    }

    mutating func next(_ prefix: String) -> Identifier {
        numbers += 1
        return "\(prefix)\(numbers)"
    }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &random) }
    mutating func chance(_ percent: Int64) -> Bool { number(0...99) < percent }
    mutating func pick<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &random) }
}
