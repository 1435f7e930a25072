import Foundation
import InspectionRules
import Model
import Testing

// The small world of these tests: three institutions, twelve departments, one campaign, two schools.

let first = institution("1")
let second = institution("2")
let stranger = institution("9")

/// An institution of Qianjiang whose code ends in this digit before the check character.
func institution(_ digit: String) -> USCC {
    guard let code = USCC.make(prefix17: "9150011400000000\(digit)") else {
        preconditionFailure("the prefix is of the alphabet")
    }
    return code
}

/// A day as in `2022-03-01`.
func day(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("\(text) is no day") }
    return day
}

/// A month as in `2022-03`.
func month(_ text: String) -> Month {
    guard let month = Month(text) else { preconditionFailure("\(text) is no month") }
    return month
}

/// Twelve departments of the task force: `department-01` … `department-12`.
let taskForce: [Identifier] = (1...12).map { $0 < 10 ? "department-0\($0)" : "department-\($0)" }

/// What posters say, and what comes of it: events are decided and their facts take effect, one after the other.
struct District {
    var state = State()
    let policy: Policy
    let calendar: WorkingCalendar

    /// Two running institutions, a task force of twelve and a department that is not of it, and campaign C-1 in January
    /// and February 2022.
    init() throws {
        policy = try Policy(rows: try Self.read([PolicyRow].self, "districts/qianjiang/policy.json"))
        calendar = WorkingCalendar(years: [
            try Self.read(CalendarYear.self, "calendars/2021.json"),
            try Self.read(CalendarYear.self, "calendars/2022.json"),
        ])
        for id in [first, second] {
            try tell(.inspections(.copyInstitution(snapshot(id, .operating))), on: "2021-12-01")
        }
        for department in taskForce {
            try tell(.inspections(.copyDepartment(listing(department, taskForce: true))), on: "2021-12-01")
        }
        try tell(.inspections(.copyDepartment(listing("weather", taskForce: false))), on: "2021-12-01")
        try tell(
            .inspections(
                .openCampaign(
                    CampaignOpened(campaign: "C-1", title: "寒假专项", from: day("2022-01-01"), through: day("2022-02-28")))
            ),
            on: "2021-12-31")
    }

    /// Decides a command and lets its facts take effect.
    @discardableResult
    mutating func tell(
        _ command: Command, by poster: Identifier = "education", on text: String, arrival: String? = nil
    ) throws(Refusal) -> [Fact] {
        let facts = try decide(command, state, circumstances(poster, text, arrival))
        for fact in facts { evolve(&state, fact) }
        return facts
    }

    /// A day opens.
    @discardableResult
    mutating func open(_ text: String) throws -> [Fact] {
        try tell(
            .dayOpened(DayOpened(day: day(text), workingDay: try? calendar.isWorking(day(text)))), by: "registry",
            on: text)
    }

    /// Why a command does not take effect.
    func refusal(_ command: Command, by poster: Identifier = "education", on text: String) -> Refusal? {
        do {
            _ = try decide(command, state, circumstances(poster, text))
            return nil
        } catch {
            return error
        }
    }

    private func circumstances(_ poster: Identifier, _ text: String, _ arrival: String? = nil) -> Circumstances {
        Circumstances(
            poster: poster, time: Moment.start(of: day(text)).adding(milliseconds: 9 * 3_600_000),
            arrival: arrival.map { .start(of: day($0)) }, today: day(text),
            policy: policy,
            calendar: calendar)
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
        let deploy = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy").standardized
        return try JSONDecoder().decode(type, from: Data(contentsOf: deploy.appending(path: path)))
    }
}

/// The reason of a refusal; nil if the event waits or takes effect.
func reason(_ refusal: Refusal?) -> Reason? {
    if case .refused(let reason, _)? = refusal { reason } else { nil }
}

func snapshot(_ id: USCC, _ status: InstitutionStatus) -> InstitutionSnapshot {
    InstitutionSnapshot(
        institution: id, name: "机构", grid: "城东-01", township: "城东街道", status: status, category: .nonAcademic,
        since: day("2021-12-01"))
}

func listing(_ department: Identifier, taskForce: Bool) -> DepartmentListed {
    DepartmentListed(
        department: department, name: Line(known: department.description), leadingGroup: true,
        governanceTaskForce: taskForce, taskGroups: [])
}

func plan(
    _ inspection: Identifier = "J-1", campaign: Identifier = "C-1", on text: String = "2022-01-10",
    of institutions: [USCC] = [first]
) -> Command {
    .inspections(
        .schedule(
            InspectionScheduled(inspection: inspection, campaign: campaign, day: day(text), institutions: institutions))
    )
}

func attendance(_ inspection: Identifier = "J-1", officers: Int = 2) -> Command {
    .inspections(.attend(InspectionAttended(inspection: inspection, officers: officers)))
}

func look(_ inspection: Identifier = "J-1", at institution: USCC = first) -> Command {
    .inspections(.inspect(InstitutionInspected(inspection: inspection, institution: institution)))
}

func breach(_ finding: Identifier = "F-1", inspection: Identifier = "J-1", at institution: USCC = first) -> Command {
    .findings(
        .recordFinding(
            FindingRecorded(
                finding: finding, inspection: inspection, institution: institution, category: .fee, severity: .serious))
    )
}

func rectified(_ finding: Identifier = "F-1", by institution: USCC = first) -> Command {
    .findings(.reportRectification(RectificationReported(finding: finding, institution: institution)))
}

func checked(_ finding: Identifier = "F-1", of institution: USCC = first, accepted: Bool) -> Command {
    .findings(.checkRectification(RectificationChecked(finding: finding, institution: institution, accepted: accepted)))
}
