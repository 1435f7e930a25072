import InspectionRules
import Model
import Testing

struct SchoolTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let command: Command
        var on = "2022-03-10"
        let outcome: Refusal.Kind
    }

    @Test(arguments: [
        Row(testDescription: "a new school", command: enrolment("S-9"), outcome: .accepted),
        Row(testDescription: "a known one", command: enrolment("S-1"), outcome: .refused(.alreadyExists)),
        Row(testDescription: "no school (R3.51)", command: assignment("I-2", []), outcome: .refused(.dataInvalid)),
        Row(testDescription: "one school", command: assignment("I-2", ["S-2"]), outcome: .accepted),
        Row(
            testDescription: "five schools", command: assignment("I-2", ["S-1", "S-2", "S-3", "S-4", "S-5"]),
            outcome: .accepted),
        Row(
            testDescription: "six schools", command: assignment("I-2", ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6"]),
            outcome: .refused(.dataInvalid)),
        Row(
            testDescription: "one school twice", command: assignment("I-2", ["S-1", "S-1"]),
            outcome: .refused(.dataInvalid)),
        Row(
            testDescription: "an unknown school", command: assignment("I-2", ["S-1", "S-9"]),
            outcome: .awaits(.school("S-9"))),
        Row(testDescription: "another school year", command: year("2022-2023", ["2022-09"]), outcome: .accepted),
        Row(
            testDescription: "the school year again", command: year("2021-2022", ["2022-09"]),
            outcome: .refused(.alreadyExists)),
        Row(
            testDescription: "a month of the other year", command: year("2022-2023", ["2022-03"]),
            outcome: .refused(.alreadyExists)),
        Row(testDescription: "no month", command: year("2022-2023", []), outcome: .refused(.dataInvalid)),
        Row(
            testDescription: "a month twice", command: year("2022-2023", ["2022-09", "2022-09"]),
            outcome: .refused(.dataInvalid)),
    ])
    func `schools, inspectors and school years are made known`(row: Row) throws { try check(row) }

    @Test(arguments: [
        Row(testDescription: "by its inspector", command: visit("V-2"), outcome: .accepted),
        Row(
            testDescription: "by another inspector", command: visit("V-2", by: "I-2"),
            outcome: .refused(.inspectorNotAssigned)),
        Row(
            testDescription: "a school without inspector", command: visit("V-2", at: "S-6"),
            outcome: .refused(.inspectorNotAssigned)),
        Row(testDescription: "an unknown school", command: visit("V-2", at: "S-9"), outcome: .awaits(.school("S-9"))),
        Row(testDescription: "a known id", command: visit("V-1"), outcome: .refused(.alreadyExists)),
        Row(testDescription: "on the day of the report", command: visit("V-2", on: "2022-03-10"), outcome: .accepted),
        Row(
            testDescription: "on the day after the report", command: visit("V-2", on: "2022-03-11"),
            outcome: .refused(.dataInvalid)),
        Row(testDescription: "long before the report", command: visit("V-2", on: "2022-02-10"), outcome: .accepted),
    ])
    func `the school's inspector visits it`(row: Row) throws { try check(row) }

    @Test func `a school has one inspector, and an assignment is all that its inspector has`() throws {
        var district = try schools()
        #expect(
            try district.tell(assignment("I-2", ["S-2", "S-3"]), on: "2022-03-01") == [
                .schools(
                    .inspectorAssigned(InspectorAssigned(inspector: "I-2", schools: ["S-2", "S-3"]), released: []))
            ])
        #expect(district.state.schools["S-2"]?.inspector == "I-2")
        try district.tell(assignment("I-1", ["S-4"]), on: "2022-03-02")
        let inspectors = district.state.schools.values.sorted { $0.id < $1.id }.map(\.inspector)
        #expect(inspectors == [nil, "I-2", "I-2", "I-1", nil, nil])
        #expect(reason(district.refusal(visit("V-2"), on: "2022-03-10")) == .inspectorNotAssigned)
    }

    @Test func `a school without a visit in an announced month is named on the first day after it, once (R3.54)`()
        throws
    {
        var district = try schools()
        try district.tell(visit("V-2", at: "S-2", on: "2022-03-31"), on: "2022-03-31")
        #expect(try district.open("2022-03-31").isEmpty)
        let missed = ["S-3", "S-4", "S-5", "S-6"].map { school in
            Fact.schools(
                .schoolVisitMissed(
                    SchoolVisitMissed(
                        school: school, name: "小学", month: month("2022-03"), inspector: school == "S-6" ? nil : "I-1")))
        }
        #expect(try district.open("2022-04-01") == missed + [.schools(.monthJudged(month("2022-03")))])
        #expect(try district.open("2022-04-02").isEmpty)
    }

    @Test func `a visit counts in the month of its day, not of its report`() throws {
        var district = try schools()
        try district.tell(visit("V-2", at: "S-2", on: "2022-03-31"), on: "2022-04-01")
        try district.open("2022-04-01")
        #expect(try missedSchools(&district, "2022-05-01") == ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6"])
    }

    @Test func `a visit of a past month is taken after the school was named`() throws {
        var district = try schools()
        try district.open("2022-04-01")
        #expect(try district.tell(visit("V-2", at: "S-2", on: "2022-03-15"), on: "2022-04-05").count == 1)
        #expect(district.state.visited.contains(SchoolMonth(school: "S-2", month: month("2022-03"))))
        #expect(try district.open("2022-04-06").isEmpty)
    }

    @Test func `a month that is not announced is nobody's duty`() throws {
        var district = try schools()
        try district.open("2022-05-01")
        #expect(try district.open("2022-08-01").isEmpty)
    }

    // MARK: The schools

    /// Six schools, the first five with inspector I-1, school year with March and April 2022, visit V-1 at S-1 on 3
    /// March.
    private func schools() throws -> District {
        var district = try District()
        for number in 1...6 { try district.tell(enrolment("S-\(number)"), on: "2022-02-20") }
        try district.tell(assignment("I-1", ["S-1", "S-2", "S-3", "S-4", "S-5"]), on: "2022-02-21")
        try district.tell(year("2021-2022", ["2022-03", "2022-04"]), on: "2022-02-22")
        try district.tell(visit("V-1", on: "2022-03-03"), on: "2022-03-03")
        return district
    }

    private func missedSchools(_ district: inout District, _ text: String) throws -> [Identifier] {
        try district.open(text).compactMap {
            if case .schools(.schoolVisitMissed(let missed)) = $0 { missed.school } else { nil }
        }
    }

    private func check(_ row: Row) throws {
        #expect(Refusal.Kind(try schools().refusal(row.command, on: row.on)) == row.outcome)
    }
}

private func enrolment(_ school: Identifier) -> Command {
    .schools(.enrolSchool(SchoolEnrolled(school: school, name: "小学", township: "城东街道")))
}

private func assignment(_ inspector: Identifier, _ schools: [Identifier]) -> Command {
    .schools(.assignInspector(InspectorAssigned(inspector: inspector, schools: schools)))
}

private func year(_ schoolYear: Identifier, _ months: [String]) -> Command {
    .schools(.announceSchoolYear(SchoolYearAnnounced(schoolYear: schoolYear, months: months.map { month($0) })))
}

private func visit(
    _ id: Identifier, at school: Identifier = "S-1", by inspector: Identifier = "I-1", on text: String = "2022-03-10"
)
    -> Command
{
    .schools(
        .visit(
            SchoolVisited(
                visit: id, school: school, inspector: inspector, day: day(text), kind: .routine, mode: .onSite)))
}
