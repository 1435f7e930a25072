/// Why a rule did not let a command take effect.
package enum Refusal: Error, Sendable, Hashable {
    /// It breaks a rule: the event is rejected; the detail tells the poster what to do and holds no personal data.
    case refused(Reason, Detail)
    /// It refers to something that is not known yet: the event waits until a fact provides the key.
    case awaits(ReferenceKey)
}

/// The name of a thing that an event can refer to before it exists.
package enum ReferenceKey: Hashable, Sendable, CustomStringConvertible {
    case institution(USCC)
    case grid(Identifier)
    case inspection(Identifier)
    /// That a department took part in an inspection.
    case attendance(Identifier, by: Identifier)
    /// That an institution was looked at in an inspection.
    case look(Identifier, at: USCC)
    case campaign(Identifier)
    case finding(Identifier)
    case school(Identifier)
    case account(USCC)
    /// A course of an institution.
    case course(USCC, Identifier)
    case enrolment(Identifier)
    /// A lesson of an enrolment by its number.
    case lesson(Identifier, Int)
    case refund(Identifier)
    case instruction(Identifier)
    case alert(Identifier)
    case entry(Identifier)

    /// What the thing is called in a detail.
    package var thing: Detail {
        switch self {
        case .institution: "institution"
        case .grid: "grid"
        case .inspection: "inspection"
        case .attendance: "attendance of this department at the inspection"
        case .look: "look of this department at the institution"
        case .campaign: "campaign"
        case .finding: "finding"
        case .school: "school"
        case .account: "special account"
        case .course: "course"
        case .enrolment: "enrolment"
        case .lesson: "lesson"
        case .refund: "refund"
        case .instruction: "instruction"
        case .alert: "alert"
        case .entry: "entry"
        }
    }

    /// `<kind>:<id>`, as kept in the database and told to the poster.
    package var description: String {
        switch self {
        case .institution(let id): "institution:\(id)"
        case .grid(let id): "grid:\(id)"
        case .inspection(let id): "inspection:\(id)"
        case .attendance(let id, let department): "inspection:\(id) attended by \(department)"
        case .look(let id, let institution): "inspection:\(id) at \(institution)"
        case .campaign(let id): "campaign:\(id)"
        case .finding(let id): "finding:\(id)"
        case .school(let id): "school:\(id)"
        case .account(let id): "account:\(id)"
        case .enrolment(let id): "enrolment:\(id)"
        case .course(let institution, let id): "course:\(institution)/\(id)"
        case .lesson(let enrolment, let number): "lesson:\(enrolment)/\(number)"
        case .refund(let id): "refund:\(id)"
        case .instruction(let id): "instruction:\(id)"
        case .alert(let id): "alert:\(id)"
        case .entry(let id): "entry:\(id)"
        }
    }
}

/// All that a rule may know beside command and state: who spoke, when, on which day of the district, under which
/// policy.
package struct Circumstances: Sendable {
    /// The department, bank or group whose topic the event came from; a service's name for its facts.
    package var poster: Identifier
    /// The event's own time.
    package var time: Moment
    /// When it was posted: what a window that runs against the poster is judged by. In a replay the event's own time.
    package var arrival: Moment
    /// The district's day on which the event is decided.
    package var today: Day
    package var policy: Policy
    package var calendar: WorkingCalendar

    package init(
        poster: Identifier, time: Moment, arrival: Moment? = nil, today: Day, policy: Policy, calendar: WorkingCalendar
    ) {
        self.poster = poster
        self.time = time
        self.arrival = arrival ?? time
        self.today = today
        self.policy = policy
        self.calendar = calendar
    }

    /// The value in force on the event's own day.
    package func policy(_ key: PolicyKey) -> Int64 { policy.value(key, on: time.day) }

    /// The n-th working day after a day; a year without a calendar file refuses the event and names the file.
    package func workingDays(_ count: Int64, after day: Day) throws(Refusal) -> Day {
        do {
            return try calendar.adding(workingDays: Int(count), to: day)
        } catch {
            throw .refused(.calendarYearMissing, error.detail)
        }
    }

    /// A day of the past that a poster states in a field: not after it is posted, and no further back than the policy
    /// lets it, so that nobody moves a window or a month with it.
    package func requireStated(_ day: Day, in field: StaticString) throws(Refusal) {
        let last = arrival.day
        let first = last.adding(days: -Int(policy.value(.statedBehindDays, on: today)))
        guard first <= day, day <= last else {
            throw .refused(
                .dataInvalid, "data.\(field) is a day from \(first) to the day on which it is posted, \(last)")
        }
    }
}
