import Foundation
import Kafka
import Model
import Support
import Testing

/// What an auditor does with the ledger of a running platform: who keeps the records can neither lose nor change them
/// (R1.69).
@Suite struct AuditTests {
    /// One family of institution 1 paid, and two lessons count; of institution 2 one paid. 2 and 3 March are closed.
    private func audited() throws -> Platform {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow"]
        let platform = try Platform(options)
        try platform.startAll(["registry", "escrow"])
        try platform.openInstitutions(2)
        try platform.post([platform.payment("E1", to: 1), platform.payment("=E2", to: 2)], by: "bank", at: morning)
        try teach(1, on: platform, at: morning)
        try platform.announce("2022-03-03")
        let next = Moment.start(of: day("2022-03-03")).adding(milliseconds: 36_000_000)
        try teach(2, on: platform, at: next)
        try platform.announce("2022-03-04")
        try eventually("2 and 3 March are sealed") {
            try platform.query("select distinct day from escrow.seals order by 1") == ["2022-03-02", "2022-03-03"]
                && platform.query("select done_through from escrow.loop_day") == ["2022-03-04"]
        }
        try eventually("all is published") { try platform.query("select 1 from escrow.loop_outbox limit 1").isEmpty }
        return platform
    }

    private func teach(_ lesson: Int, on platform: Platform, at time: Moment) throws {
        try platform.post(
            [LessonHeld(institution: institution(1), course: "围棋", lesson: lesson, roll: ["E1"])], by: "institutions",
            at: time)
        let confirmed = LessonConfirmed(enrolment: "E1", institution: institution(1), lesson: lesson)
        try platform.post([confirmed], by: "guardians", at: time.adding(milliseconds: 1))
    }

    private func verify(_ platform: Platform) throws -> CommandResult {
        try platform.runProgram(
            "console", ["ledger", "verify", "--topic"], settings: ["DATABASE_URL": platform.databaseURL(as: "reader")])
    }

    @Test func `an institution whose link fails keeps no day and no other institution open, and is linked on the next`()
        throws
    {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,escrow"]
        let platform = try Platform(options)
        try platform.startAll(["registry", "escrow"])
        try platform.openInstitutions(3)
        try platform.post((1...3).map { platform.payment("E\($0)", to: $0) }, by: "bank", at: morning)
        try eventually("they paid") { try platform.enrolments() == 3 }
        try platform.execute(
            """
            create function escrow.boom() returns trigger language plpgsql as $$ begin raise 'boom'; end $$;
            create trigger boom before insert on escrow.seals for each row
                when (new.institution = '\(institution(2))') execute function escrow.boom()
            """)
        func seals() throws -> [String] {
            try platform.query("select day, transfers from escrow.seals order by day, institution")
        }
        func isDone(_ day: String) throws -> Bool {
            try platform.query("select done_through from escrow.loop_day") == [day]
        }
        try platform.announce("2022-03-03")
        try eventually("the day is open") { try isDone("2022-03-03") }
        #expect(try seals() == ["2022-03-02,1", "2022-03-02,1"])
        try platform.execute("drop trigger boom on escrow.seals")
        try platform.announce("2022-03-04")
        try eventually("the next day is open") { try isDone("2022-03-04") }
        #expect(try seals() == ["2022-03-02,1", "2022-03-02,1", "2022-03-03,1"])
        try eventually("all is published") { try platform.query("select 1 from escrow.loop_outbox limit 1").isEmpty }
        let verified = try verify(platform)
        #expect(
            verified.status == 0 && verified.output.contains("; 0 transfers of days that are not sealed"),
            "\(verified.output)\(verified.errors)")
    }

    @Test func `the ledger is whole, and every past day and family has its statement`() throws {
        let platform = try audited()
        // What somebody puts on the topic is read as strictly as by a service: Foundation traps at this number, and the
        // hash makes it no seal.
        let producer = try Producer(ProducerConfiguration(brokers: platform.brokers, clientId: "test"))
        let zeros = String(repeating: "0", count: 218)
        let odd = """
            {"specversion":"1.0","id":"1","source":"escrow","type":"escrow.ledger.sealed.v1","subject":"ledger",
            "time":"2022-03-03T00:00:00+08:00","datacontenttype":"application/json",
            "data":{"day":"2022-03-03","institutions":1\(zeros)e-200,"transfers":1,"hash":0}}
            """
        try producer.send(topic: "escrow.events", key: nil, payload: Array(odd.utf8))
        #expect(try producer.finish(timeoutMilliseconds: 60_000).failures.isEmpty)
        let verified = try verify(platform)
        #expect(
            verified.status == 0 && verified.lines.last == "the ledger is whole ✓",
            "\(verified.output)\(verified.errors)")
        #expect(try platform.console("ledger", "balance", "E1/unconsumed").output.contains("2,700.00"))
        #expect(try platform.console("ledger", "balance", "E1/unconsumed", "2022-03-02").output.contains("2,850.00"))
        #expect(try platform.console("ledger", "balance", "E1/unconsumed", "2022-03-01").output.contains("0.00"))
        let early = try platform.runProgram(
            "console", ["ledger", "balance", "E1/unconsumed", "2022-03-04"],
            settings: ["DATABASE_URL": platform.databaseURL(as: "owner")])
        #expect(early.status == 1 && early.errors.contains("the last day that is closed is 2022-03-03"))
        let statement = try platform.console("ledger", "statement", "E1").lines
        #expect(statement.count == 4 && statement.contains { $0.contains("缴费") && $0.contains("3,000.00") })
        #expect(
            statement.last.map { $0.contains("E1/2") && $0.contains("-150.00") && $0.contains("2,700.00") } ?? false)
        for day in [[], ["2022-03-02"]] {
            let result = try platform.runProgram(
                "console", ["ledger", "trial-balance"] + day,
                settings: ["DATABASE_URL": platform.databaseURL(as: "owner")])
            #expect(result.lines.last == "debits equal credits ✓", "\(result.output)\(result.errors)")
        }
    }

    @Test func `the journal opens in a spreadsheet, and runs no formula there`() throws {
        let platform = try audited()
        let all = try platform.console("ledger", "export").output
        let lines = all.split(separator: "\r\n")
        #expect(Array(all.utf8.prefix(3)) == [0xEF, 0xBB, 0xBF])
        #expect(lines.first?.contains("序号,日期,机构,事项,状态,借方账户") ?? false)
        #expect(lines.count == 1 + 4)
        #expect(lines.contains { $0.contains(",缴费,已记账,") && $0.contains(",3000.00,E1,") })
        #expect(lines.contains { $0.contains(",'=E2/unconsumed,未消课预收款,3000.00,'=E2,") })
        let one = try platform.console("ledger", "export", institution(2).description, "--through", "2022-03-02").output
        #expect(one.split(separator: "\r\n").count == 2)
    }

    @Test func `a transfer that is changed, left out or put in is found, by whoever did it`() throws {
        let platform = try audited()
        let tampering = [
            "update escrow.transfers set amount_fen = amount_fen + 1 where reference = 'E1/1'",
            "delete from escrow.transfers where reference = 'E1/1'",
            """
            insert into escrow.transfers select 'x', institution, day, kind, phase, debit_account, credit_account, 1,
                reference, pending, poster, cause
            from escrow.transfers where reference = 'E1/1'
            """,
        ]
        for (number, change) in tampering.enumerated() {
            try platform.execute("create table keep_\(number) as select * from escrow.transfers; \(change)")
            let result = try verify(platform)
            #expect(
                result.status == 1 && result.output.contains("the chain is broken: \(institution(1)) on 2022-03-02"),
                "\(change): \(result.output)")
            #expect(result.output.contains("the balance is not the sum of its entries: E1/unconsumed"))
            try platform.execute(
                "truncate escrow.transfers; insert into escrow.transfers select * from keep_\(number); "
                    + "drop table keep_\(number)"
            )
        }
        #expect(try verify(platform).status == 0)
        // Who owns the database can make the chain fit again, but not what was published.
        try platform.execute(
            """
            update escrow.transfers set cause = 'other' where reference = '=E2';
            update escrow.seals set hash = sha256((select convert_to(string_agg(line, '' order by transfer), 'UTF8')
                from escrow.report_transfer_lines lines
                where lines.institution = seals.institution and lines.day = seals.day))
            where institution = '\(institution(2))'
            """)
        let result = try verify(platform)
        #expect(
            result.status == 1 && result.output.contains("the published seal is another: 2022-03-02"),
            "\(result.output)")
    }

    /// As docs/operations.md says it, with nothing of ours but what was published and a reader's right.
    @Test func `psql and sha256sum are enough to compute the published seals again (G9)`() throws {
        let platform = try audited()
        let script = """
            bytes() { tr a-f A-F | basenc --base16 -d; }
            link() {
                { printf %s "$1" | bytes
                  psql -AtXc "select string_agg(line, '' order by transfer) from escrow.report_transfer_lines
                    where institution = '$2' and day = '$3'" '\(platform.databaseURL(as: "reader"))' | head -c -1
                } | sha256sum | head -c 64
            }
            one=$(link '' \(institution(1)) 2022-03-02)
            other=$(link '' \(institution(2)) 2022-03-02)
            printf %s "$one$other" | bytes | sha256sum
            link "$one" \(institution(1)) 2022-03-03 | bytes | sha256sum
            """
        let computed = try run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", "set -e -o pipefail; \(script)"],
            environment: ProcessInfo.processInfo.environment)
        let seals = try platform.messages("escrow.events").filter { $0.contains("\"escrow.ledger.sealed.v1\"") }
        let hashes = computed.lines.map { String($0.prefix(64)) }
        #expect(hashes.count == 2 && seals.count == 2, "\(computed.errors)")
        for hash in hashes { #expect(seals.contains { $0.contains("\"hash\":\"\(hash)\"") }, "\(seals)") }
    }

    @Test func `the service itself has no right to change or delete what was entered`() throws {
        let platform = try Platform()
        for statement in [
            "update escrow.transfers set amount_fen = 1", "delete from escrow.transfers", "truncate escrow.transfers",
            "update escrow.seals set transfers = 0",
            "delete from escrow.seals", "update escrow.account_days set debits_fen = 0", "delete from escrow.accounts",
            "delete from escrow.enrolments",
        ] {
            #expect(try platform.refusal(of: statement, as: "escrow") == "42501", "\(statement)")
        }
    }
}
