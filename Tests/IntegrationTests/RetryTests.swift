import Model
import Support
import Testing

/// What operators let be decided again counts once, by its id, like everything else (G1).
@Suite struct RetryTests {
    private let time = Moment.start(of: day("2022-03-01")).adding(milliseconds: 8 * 3_600_000)

    /// A registry whose table does not take some rows until it is mended.
    private func registry(_ settings: [String: String] = [:], troubled table: String? = nil) throws -> Platform {
        var options = Platform.Options()
        options.settings = settings.merging(["CLOCK_PARTICIPANTS": "registry"]) { $1 }
        let platform = try Platform(options)
        try platform.startAll(["registry"])
        if let table {
            try platform.execute(
                """
                create function registry.trouble() returns trigger language plpgsql
                    as $$ begin raise 'no' using errcode = '23514'; end $$;
                create trigger trouble before insert on registry.\(table) for each row
                    execute function registry.trouble();
                """)
        }
        try platform.announce("2022-03-01")
        return platform
    }

    private func retry(_ reason: String, _ platform: Platform) throws {
        try platform.console("rejected", "retry", "--service", "registry", "--reason", reason)
    }

    private func post(_ grid: String, id: String, at time: Moment? = nil, _ platform: Platform) throws {
        let drawn = GridDrawn(grid: Identifier(known: grid), township: "城东街道")
        try platform.post([drawn], by: "education", at: time ?? self.time, id: id)
    }

    private func grids(_ platform: Platform) throws -> [String] {
        try platform.query("select grid from registry.grids order by 1")
    }

    /// All that was posted before this grid is decided when it is drawn.
    private func drawLast(_ platform: Platform) throws {
        try post("last", id: "last", platform)
        try eventually("all is decided", { try grids(platform).contains("last") }) {
            "\((try? platform.query("select reason, detail from registry.loop_rejections")) ?? [])"
        }
    }

    @Test func `what failed and is decided again counts once, also if it is posted again afterwards`() throws {
        let platform = try registry(troubled: "grids")
        try post("G1", id: "A", platform)
        try eventually("it fails") { try platform.reasons("registry") == ["EVENT_FAILED"] }
        try platform.execute("drop trigger trouble on registry.grids")
        try retry("EVENT_FAILED", platform)
        try eventually("it is drawn") { try grids(platform) == ["G1"] }
        try post("G1", id: "A", platform)
        try post("G2", id: "A", platform)
        try drawLast(platform)
        #expect(try grids(platform) == ["G1", "last"])
        #expect(try platform.reasons("registry") == ["ID_REUSED"])
        // What was posted is what became of it: one refusal that is undone is none.
        let counts = try platform.query(
            """
            select sum(accepted), sum(rejected), sum(doubled) from registry.report_partitions
            where topic = 'registry.intake.education'
            """)
        #expect(counts == ["2,1,1"])
    }

    @Test func `what failed and was posted again before it is decided again counts once`() throws {
        let platform = try registry(troubled: "grids")
        try post("G1", id: "A", platform)
        try eventually("it fails") { try platform.reasons("registry") == ["EVENT_FAILED"] }
        try platform.execute("drop trigger trouble on registry.grids")
        try post("G1", id: "A", platform)
        try eventually("it is drawn") { try grids(platform) == ["G1"] }
        try retry("EVENT_FAILED", platform)
        try drawLast(platform)
        #expect(try platform.query("select 1 from registry.loop_waiting").isEmpty)
        #expect(try platform.reasons("registry").allSatisfy { $0 == "EVENT_FAILED" })
    }

    @Test func `an id that was used for another event, and a time that is too old, are refused again`() throws {
        let platform = try registry()
        try post("G1", id: "twin", platform)
        try post("G2", id: "twin", platform)
        try post("G3", id: "old", at: .start(of: day("2020-03-01")), platform)
        try eventually("both are refused") { try platform.reasons("registry") == ["ID_REUSED", "TIME_TOO_OLD"] }
        for reason in ["ID_REUSED", "TIME_TOO_OLD"] { try retry(reason, platform) }
        try eventually("they are refused again") { try platform.reasons("registry") == ["ID_REUSED", "TIME_TOO_OLD"] }
        try drawLast(platform)
        #expect(try grids(platform) == ["G1", "last"])
    }

    @Test func `what a rule refused may be taken later, and counts once then`() throws {
        let platform = try registry()
        try platform.execute("insert into registry.grids values ('G1', '城东街道')")
        for _ in 1...2 { try post("G1", id: "A", platform) }
        try eventually("it is refused") { try platform.reasons("registry") == ["ALREADY_EXISTS"] }
        try platform.execute("delete from registry.grids")
        try retry("ALREADY_EXISTS", platform)
        try eventually("it is drawn") { try grids(platform) == ["G1"] }
        try post("G1", id: "A", platform)
        try drawLast(platform)
        #expect(try platform.reasons("registry").isEmpty)
    }

    @Test func `what failed is kept whole however large it is`() throws {
        let platform = try registry(["REJECTION_BYTES_MAX": "1000"], troubled: "departments")
        let department = DepartmentEnrolled(
            department: "culture", name: "文旅委", leadingGroup: false, governanceTaskForce: false,
            taskGroups: (1...5_000).map { Line(known: String(repeating: "组", count: 20) + String($0)) })
        try platform.post([department], by: "education", at: time)
        try eventually("it fails") { try platform.reasons("registry") == ["EVENT_FAILED"] }
        #expect(
            try platform.query("select octet_length(payload) > 300000 from registry.loop_rejections") == ["t"])
        try platform.execute("drop trigger trouble on registry.departments")
        try retry("EVENT_FAILED", platform)
        try eventually("it is enrolled") {
            try platform.query("select 1 from registry.departments where department = 'culture'").count == 1
        }
    }

    /// The loop forgets ids of old quarters; what was made of their events keeps them.
    @Test func `an id that only the tables know is refused as one that is used again, and holds nobody up`() throws {
        let platform = try registry()
        let patrol = PatrolReported(grid: "G1", institution: nil, result: .none)
        try post("G1", id: "A", platform)
        for number in 1...20 { try platform.post([patrol], by: "grid-workers", at: time, id: "P\(number)") }
        let patrols = "select count(*) from registry.patrols"
        try eventually("they are noted") { try platform.query(patrols) == ["20"] }
        try platform.execute("truncate registry.loop_received")
        let other = PatrolReported(grid: "G1", institution: nil, result: .suspected)
        for number in 1...20 { try platform.post([other], by: "grid-workers", at: time, id: "P\(number)") }
        try drawLast(platform)
        #expect(try platform.reasons("registry") == [String](repeating: "ID_REUSED", count: 20))
        #expect(try platform.query(patrols) == ["20"])
    }

    @Test func `a fact that is larger than a post may be is taken by every service`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,inspection", "EVENT_BYTES_MAX": "20000"]
        let platform = try Platform(options)
        try platform.startAll(["registry", "inspection"])
        try platform.announce("2022-03-01")
        // Four bytes, which Unicode's normal form makes twelve.
        let department = DepartmentEnrolled(
            department: "culture", name: "文旅委", leadingGroup: false, governanceTaskForce: true,
            taskGroups: [Line(known: String(repeating: "\u{1D160}", count: 40))])
        let event = CloudEvent(
            id: "large", source: "education", type: DepartmentEnrolled.type, subject: "culture", time: time,
            data: department)
        let group = "\"" + String(repeating: "\u{1D160}", count: 40) + "\""
        let bytes = String(decoding: event.encoded(), as: UTF8.self).replacing(
            /"taskGroups":\[.*?\]/,
            with: "\"taskGroups\":[\([String](repeating: group, count: 100).joined(separator: ","))]")
        #expect(bytes.utf8.count < 20_000)
        try platform.console("post", "--as", "education", "--raw", "--to", "registry", input: Array(bytes.utf8))
        try eventually("the registry has it") {
            try platform.query("select 1 from registry.departments where department = 'culture'").count == 1
        }
        try platform.announce("2022-03-02")
        try eventually(
            "inspection has it, too",
            {
                try platform.query("select 1 from inspection.departments where department = 'culture'").count == 1
            }
        ) { "\((try? platform.query("select reason, detail from inspection.loop_rejections")) ?? [])" }
    }
}
