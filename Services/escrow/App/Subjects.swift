import EscrowRules
import Model

/// What a batch is about: the keys of the rows that its commands need.
struct Subjects {
    /// Locked: every row of an institution is read and changed under the lock of its own.
    private(set) var institutions: Set<USCC> = []
    private(set) var courses: Set<CourseID> = []
    private(set) var enrolments: Set<Identifier> = []
    /// Enrolments on roll calls: none of their money moves.
    private(set) var rolls: Set<Identifier> = []
    /// Pupils' courses for which somebody pays: their open enrolments count together (R1.06).
    private(set) var pupils: Set<PupilCourse> = []
    /// Those of them of which finished enrolments matter too.
    private(set) var refundedPupils: Set<PupilCourse> = []
    private(set) var lessons: Set<AttendanceID> = []
    /// Lessons that shall be held: not if they were on another enrolment of the same pupil and course (R1.37).
    private(set) var held: Set<AttendanceID> = []
    /// The same by pupil, of enrolments that are paid for in the same batch.
    private(set) var heldOfPupils: Set<PupilLesson> = []
    /// Lessons that shall count for nobody: those of all pupils of the course.
    private(set) var cancelled: Set<CourseLesson> = []
    private(set) var refunds: Set<Identifier> = []
    /// Enrolments that may end: their lessons that wait and their undecided refund matter.
    private(set) var ending: Set<Identifier> = []
    /// Enrolments for which a refund is asked: whether the pupil had the course before matters too (R1.63).
    private(set) var refunding: Set<Identifier> = []
    private(set) var instructions: Set<Identifier> = []
    private(set) var bankEntries: Set<BankEntryID> = []
    private(set) var statements: Set<BankAccountID> = []
    private(set) var alerts: Set<Identifier> = []
    private(set) var claims: Set<Identifier> = []
    /// Institutions all of whose creditors' claims matter.
    private(set) var distributed: Set<USCC> = []
    /// Institutions whose families are paid by their claims, and those of them that are reckoned now.
    private(set) var settling: Set<USCC> = []
    private(set) var reckoned: Set<USCC> = []
    /// A day opens: institutions that are settled, cleared and watched.
    private(set) var settled: Set<USCC> = []
    /// The day that opens, and whether the days before it are sealed with this portion.
    private(set) var dayOpened: Day?
    private(set) var linked: Set<USCC> = []
    private(set) var isSealing = false

    /// Nothing but lessons is about enrolments, as in most batches.
    var isTeaching: Bool {
        pupils.isEmpty && cancelled.isEmpty && refunds.isEmpty && ending.isEmpty && instructions.isEmpty
            && dayOpened == nil
    }

    init(_ commands: [Command]) {
        for command in commands { add(command) }
        addNew(commands)
    }

    /// What is paid for and taught or asked back in one batch is not in the tables yet: other enrolments of the pupil
    /// are found by the payment.
    private mutating func addNew(_ commands: [Command]) {
        let lessons = Dictionary(grouping: held, by: \.enrolment)
        for case .pay(let payment) in commands {
            if refunding.contains(payment.enrolment) { refundedPupils.insert(payment.pupilCourse) }
            for lesson in lessons[payment.enrolment] ?? [] {
                heldOfPupils.insert(PupilLesson(course: payment.pupilCourse, lesson: lesson.lesson))
            }
        }
    }

    private mutating func add(_ command: Command) {
        switch command {
        case .openAccount, .assignMode, .receiveDeposit, .releaseDeposit, .freeze, .unfreeze: addAccount(command)
        case .publishCourse, .pay, .suspend, .holdLesson, .confirmLesson, .disputeLesson, .decideLesson, .cancelLesson,
            .transferEnrolment:
            addTuition(command)
        case .requestRefund, .answerRefund, .decideRefund, .fileClaim, .distributeRemainder: addFamily(command)
        case .answerInstruction, .receiveStatement, .clearDifference: addBank(command)
        case .identifyAlert(let data): add(alert: data.alert, of: data.institution)
        case .warnAlert(let data): add(alert: data.alert, of: data.institution)
        case .answerAlert(let data): add(alert: data.alert, of: data.institution)
        case .closeAlert(let data): add(alert: data.alert, of: data.institution)
        case .institution(let data): institutions.insert(data.institution)
        case .restrict(let data): institutions.insert(data.institution)
        case .dayOpened: break
        case .dayWork(let work): add(work)
        }
    }

    private mutating func add(_ work: DayWork) {
        dayOpened = work.opened.day
        if let institution = work.institution { institutions.insert(institution) }
        switch work.piece {
        case .link: if let institution = work.institution { linked.insert(institution) }
        case .seal: isSealing = true
        case .lesson(let id): lessons.insert(id)
        case .pass(let id), .share(let id): enrolments.insert(id)
        case .refund(let id): refunds.insert(id)
        case .instruction(let id), .retry(let id): instructions.insert(id)
        case .reckon:
            guard let institution = work.institution else { return }
            settling.insert(institution)
            reckoned.insert(institution)
        case .claim(let enrolment, let uncovered):
            if let institution = work.institution { settling.insert(institution) }
            if let uncovered { instructions.insert(uncovered) }
            enrolments.insert(enrolment)
            ending.insert(enrolment)
        case .institution: if let institution = work.institution { settled.insert(institution) }
        }
    }

    private mutating func addAccount(_ command: Command) {
        switch command {
        case .openAccount(let data): institutions.insert(data.institution)
        case .assignMode(let data): institutions.insert(data.institution)
        case .receiveDeposit(let data):
            institutions.insert(data.institution)
            bankEntries.insert(BankEntryID(BankAccountID(data.institution, .deposit), data.reference))
        case .releaseDeposit(let data): institutions.insert(data.institution)
        case .freeze(let data): institutions.insert(data.institution)
        case .unfreeze(let data): institutions.insert(data.institution)
        default: preconditionFailure("add sends commands of accounts here")
        }
    }

    private mutating func addTuition(_ command: Command) {
        switch command {
        case .publishCourse(let data): add(CourseID(data.institution, data.course))
        case .pay(let data): add(data)
        case .suspend(let data): add(data)
        case .holdLesson(let data):
            add(CourseID(data.institution, data.course))
            for enrolment in data.roll {
                rolls.insert(enrolment)
                held.insert(AttendanceID(enrolment, data.lesson))
            }
        case .confirmLesson(let data): add(AttendanceID(data.enrolment, data.lesson), of: data.institution)
        case .disputeLesson(let data): add(AttendanceID(data.enrolment, data.lesson), of: data.institution)
        case .decideLesson(let data): add(AttendanceID(data.enrolment, data.lesson), of: data.institution)
        case .cancelLesson(let data):
            add(CourseID(data.institution, data.course))
            cancelled.insert(CourseLesson(course: CourseID(data.institution, data.course), lesson: data.lesson))
        case .transferEnrolment(let data):
            institutions.formUnion([data.institution, data.toInstitution])
            enrolments.insert(data.enrolment)
            ending.insert(data.enrolment)
        default: preconditionFailure("add sends commands of tuition here")
        }
    }

    private mutating func addFamily(_ command: Command) {
        switch command {
        case .requestRefund(let data):
            add(refund: data.refund, of: data.institution)
            enrolments.insert(data.enrolment)
            ending.insert(data.enrolment)
            refunding.insert(data.enrolment)
        case .answerRefund(let data): add(refund: data.refund, of: data.institution)
        case .decideRefund(let data): add(refund: data.refund, of: data.institution)
        case .fileClaim(let data):
            institutions.insert(data.institution)
            claims.insert(data.claim)
        case .distributeRemainder(let data):
            institutions.insert(data.institution)
            distributed.insert(data.institution)
        default: preconditionFailure("add sends commands of families here")
        }
    }

    private mutating func addBank(_ command: Command) {
        switch command {
        case .answerInstruction(let data):
            institutions.insert(data.institution)
            instructions.insert(data.instruction)
            for account in BankAccount.allCases {
                bankEntries.insert(BankEntryID(BankAccountID(data.institution, account), data.instruction))
            }
        case .receiveStatement(let data):
            let account = BankAccountID(data.institution, data.account)
            institutions.insert(data.institution)
            statements.insert(account)
            for line in data.lines { bankEntries.insert(BankEntryID(account, line.reference)) }
        case .clearDifference(let data):
            institutions.insert(data.institution)
            bankEntries.insert(BankEntryID(BankAccountID(data.institution, data.account), data.reference))
        default: preconditionFailure("add sends commands of the bank here")
        }
    }

    private mutating func add(_ course: CourseID) {
        institutions.insert(course.institution)
        courses.insert(course)
    }

    private mutating func add(_ payment: PaymentReceived) {
        add(CourseID(payment.institution, payment.course))
        enrolments.insert(payment.enrolment)
        pupils.insert(payment.pupilCourse)
        bankEntries.insert(BankEntryID(BankAccountID(payment.institution, .fee), payment.bankReference))
    }

    private mutating func add(_ lesson: AttendanceID, of institution: USCC) {
        institutions.insert(institution)
        enrolments.insert(lesson.enrolment)
        lessons.insert(lesson)
    }

    private mutating func add(refund: Identifier, of institution: USCC) {
        institutions.insert(institution)
        refunds.insert(refund)
    }

    private mutating func add(alert: Identifier, of institution: USCC) {
        institutions.insert(institution)
        alerts.insert(alert)
    }
}

/// A lesson of a course, for all its pupils.
struct CourseLesson: Hashable {
    var course: CourseID
    var lesson: Int
}

/// A lesson of a pupil, whichever enrolment it is held on.
struct PupilLesson: Hashable {
    var course: PupilCourse
    var lesson: Int
}

extension PaymentReceived {
    /// What it counts together with.
    fileprivate var pupilCourse: PupilCourse { PupilCourse(institution: institution, pupil: pupil, course: course) }
}
