import Model
import NotificationRules
import Support
import Testing

@Suite struct RoutingTests {
    private static let departments = [
        Department(id: "education", name: "教委", leadingGroup: true, governanceTaskForce: true, taskGroups: ["overall"]),
        Department(id: "finance", name: "财政", leadingGroup: true, governanceTaskForce: false, taskGroups: ["funds"]),
        Department(id: "sports", name: "体育", leadingGroup: false, governanceTaskForce: true, taskGroups: []),
    ]

    private static let changed = Command.statusChanged(
        InstitutionStatusChanged(
            institution: institution(1), name: "启航", township: "城东街道", from: .operating, to: .absconded, category: nil))

    private static func told(_ to: [String], when: [String: String]? = nil, _ command: Command = changed) throws
        -> [String]
    {
        let routing = try Routing([
            Route(type: InstitutionStatusChanged.type, to: to, text: "{name}：{status}", when: when)
        ])
        var state = State()
        for department in departments { state.departments[department.id] = department }
        return decide(command, state, Qianjiang.circumstances(by: "registry", on: "2022-04-20"), routing).compactMap {
            fact in
            if case .noticed(let notice) = fact { notice.recipient } else { nil }
        }
    }

    @Test(arguments: [
        (["sports"], ["sports"]), (["leadingGroup"], ["education", "finance"]),
        (["governanceTaskForce"], ["education", "sports"]),
        (["taskGroup:funds"], ["finance"]), (["taskGroup:none"], []), (["$township"], ["township:城东街道"]),
        (["leadingGroup", "governanceTaskForce", "education"], ["education", "finance", "sports"]),
    ]) func `groups become their departments, and each is told once`(to: [String], recipients: [String]) throws {
        #expect(try Self.told(to) == recipients)
    }

    @Test func `a row with a condition is for facts that meet it`() throws {
        #expect(try Self.told(["sports"], when: ["status": "absconded"]) == ["sports"])
        #expect(try Self.told(["sports"], when: ["status": "revoked"]) == [])
    }

    @Test(arguments: [("2026-11-01", "2023-11-01"), ("2026-11-02", nil), ("2026-12-01", "2023-12-01")])
    func `on the first of a month, files older than the policy's time have had it`(date: String, before: String?) throws
    {
        let opened = Command.dayOpened(DayOpened(day: day(date), workingDay: true))
        let facts = decide(opened, State(), Qianjiang.circumstances(by: "registry", on: date), try Routing([]))
        #expect(facts == (before.map { [.filesOutlived(before: day($0))] } ?? []))
    }

    @Test func `the text is filled in with the fact's fields`() throws {
        let routing = try Routing([
            Route(type: InstitutionStatusChanged.type, to: ["sports"], text: "{name}（{township}）：{status}")
        ])
        let facts = decide(Self.changed, State(), Qianjiang.circumstances(by: "registry", on: "2022-04-20"), routing)
        #expect(
            facts == [
                .noticed(
                    Notice(
                        recipient: "sports", day: day("2022-04-20"), type: InstitutionStatusChanged.type,
                        subject: institution(1).description,
                        text: "启航（城东街道）：absconded"))
            ])
    }

    @Test(arguments: [
        (Route(type: "registry.nothing.v1", to: ["a"], text: ""), "nobody can be told"),
        (Route(type: InstitutionStatusChanged.type, to: [], text: ""), "nobody is named"),
        (Route(type: InstitutionStatusChanged.type, to: ["a"], text: "{guardian}"), "no field «guardian»"),
        (Route(type: InstitutionStatusChanged.type, to: ["$bank"], text: ""), "no field «bank»"),
        (Route(type: InstitutionStatusChanged.type, to: ["a"], text: "", when: ["colour": "red"]), "no field «colour»"),
    ]) func `a wrong row of the table is refused at start, by its number`(route: Route, word: String) {
        let right = Route(type: InstitutionStatusChanged.type, to: ["a"], text: "")
        #expect { try Routing([right, route]) } throws: { "\($0)".contains("row 2") && "\($0)".contains(word) }
    }

    @Test func `the district's own table is right`() throws {
        _ = try Routing(Qianjiang.read([Route].self, "districts/qianjiang/routing.json"))
    }
}
