import Foundation
import Model
package import Postgres
import Service

/// `report`: the article's table from what the services made of the events, then what became of the events, then the
/// trial balance.
package struct Report {
    package static let help = """
        console report [--expect FILE]
          Prints each figure with its formula and, with a file of expected figures
          (DISTRICT_DIRECTORY/acceptance.json as a rule), what the document says and a mark.
          Ends with 1 if a figure or the trial balance is off.
        """

    private let database: Connection
    private let acceptance: [String: Acceptance]

    /// Without a path no figure is expected.
    package init(_ database: Connection, acceptance path: String?) throws {
        self.database = database
        try database.script(
            """
            create or replace function pg_temp.yuan(fen numeric) returns text language sql immutable
            as $$ select to_char(fen / 100, 'FM999,999,999,990.00') $$
            """)
        let rows = try path.map { try District.decode([Acceptance].self, $0) } ?? []
        acceptance = Dictionary(rows.map { ($0.key, $0) }) { $1 }
    }

    /// Does what the arguments ask; true if nothing is off.
    package static func run(_ arguments: [String], _ environment: Environment) throws -> Bool {
        let options = try Options(arguments, flags: [], values: ["expect"], most: 0, help: help)
        let path = try options["expect"] ?? standard(in: environment.required("DISTRICT_DIRECTORY"))
        return try Report(environment.database(), acceptance: path).show()
    }

    /// What a district's document says of its figures, if it has one.
    package static func standard(in directory: String) -> String? {
        let path = "\(directory)/acceptance.json"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// Prints everything; true if nothing is off.
    package func show() throws(PostgresError) -> Bool {
        let figures = try printFigures()
        try printTables()
        try printEvents()
        return try printTrialBalance() && figures
    }

    /// The value of every figure, by key.
    package func values() throws(PostgresError) -> [String: Int64] {
        var values: [String: Int64] = [:]
        for figure in Figures.all { values[figure.key] = try value(figure) }
        return values
    }

    private func value(_ figure: Figure) throws(PostgresError) -> Int64 {
        try database.query(Statement(figure.query), []).map { $0.int64(0) }.first ?? 0
    }

    private func printFigures() throws(PostgresError) -> Bool {
        var table = Table(["行", "指标", "数值", "文件", "", "公式", "原文"], alignedRight: [2, 3])
        var isRight = true
        for figure in Figures.all {
            let value = try value(figure)
            let expected = acceptance[figure.key]
            let mark = expected.map { $0.accepts(value) ? "✓" : "✗" } ?? "-"
            if mark == "✗" { isRight = false }
            let said = expected.map { "\($0.comparison.rawValue) \($0.value)" } ?? ""
            table.add(["\(figure.row)", figure.title, "\(value)", said, mark, figure.formula, expected?.quote ?? ""])
        }
        show("Figures", table)
        return isRight
    }

    private func show(_ title: String, _ table: Table) { Terminal.print("\n\(title)\n\(table.text)") }

    private func printTables() throws(PostgresError) {
        for (title, columns, query) in MoneyTables.all { try show(title, columns, query) }
        try show(
            "Row 6: the blacklist", ["编号", "机构", "状态", "列入", "到期"],
            """
            select entry, institution, status, coalesce(listed_on::text, '-'), coalesce(expires_on::text, '-')
            from blacklist.report_entries order by entry
            """)
        try show(
            "  refused or suspended because they are listed", ["系统", "类型", "次数"],
            """
            select service, poster, count(*)::text from (
                select 'registry' as service, poster from registry.report_rejections
                where reason = 'INSTITUTION_RESTRICTED'
                union all select 'escrow', 'suspended' from escrow.report_suspensions
                where reason = 'INSTITUTION_RESTRICTED') refused
            group by 1, 2 order by 1, 2
            """)
        try show(
            "Row 7: townships and streets", ["乡镇街道", "网格", "机构", "在办"],
            """
            select township, count(*)::text, sum(institutions)::text, sum(running)::text from registry.report_grids
            group by township order by sum(institutions) desc, township
            """)
        try show(
            "Row 8: months without a visit", ["学校", "月份"],
            "select school, month from inspection.report_school_months where missed order by month, school limit 40")
        try show(
            "Row 9: who was told what", ["对象", "事项", "通知", "首次", "末次"],
            """
            select recipient, count(distinct type)::text || ' 类', sum(notices)::text, min(first_day)::text,
                max(last_day)::text
            from notification.report_told group by recipient order by sum(notices) desc, recipient
            """)
    }

    private func printEvents() throws(PostgresError) {
        let events = EventCatalogue.services.map { schema in
            """
            select '\(schema)', coalesce(sum(accepted), 0)::text, (select count(*) from \(schema).report_waiting)::text,
                coalesce(sum(rejected), 0)::text, coalesce(sum(doubled), 0)::text
            from \(schema).report_partitions where topic like '\(schema).intake.%'
            """
        }
        try show(
            "Events by what became of them", ["系统", "接受", "等待", "拒绝", "重复"], events.joined(separator: " union all "))
        let reasons = EventCatalogue.services.map {
            "select '\($0)' as service, reason, count(*) as count from \($0).report_rejections group by reason"
        }
        try show(
            "Rejections by reason", ["系统", "原因", "次数"],
            """
            select service, reason, count::text from (\(reasons.joined(separator: " union all "))) r
            order by service, reason
            """)
    }

    /// Debits equal credits, in all and kind by kind as the ledger's limits want it.
    private func printTrialBalance() throws(PostgresError) -> Bool {
        try show(
            "Trial balance (yuan)", ["科目", "账户", "借方", "贷方", "余额"],
            """
            select kind, accounts::text, pg_temp.yuan(debits_fen), pg_temp.yuan(credits_fen), pg_temp.yuan(balance_fen)
            from escrow.report_trial_balance
            union all select '合计', sum(accounts)::text, pg_temp.yuan(sum(debits_fen)), pg_temp.yuan(sum(credits_fen)),
                pg_temp.yuan(sum(debits_fen) - sum(credits_fen))
            from escrow.report_trial_balance
            """)
        let sum = Statement(
            "select coalesce(sum(debits_fen - credits_fen), 0)::bigint from escrow.report_trial_balance")
        let difference = try database.query(sum, []).map { $0.int64(0) }.first ?? 0
        Terminal.print(difference == 0 ? "debits equal credits ✓" : "debits minus credits: \(difference) fen ✗")
        return difference == 0
    }

    /// A query whose columns are texts.
    private func show(_ title: String, _ columns: [String], _ query: String) throws(PostgresError) {
        var table = Table(columns, alignedRight: [])
        let rows = try database.query(Statement(query), []).map { row in
            columns.indices.map { row.optionalString($0) ?? "-" }
        }
        guard !rows.isEmpty else { return Terminal.print("\n\(title): none") }
        for row in rows { table.add(row) }
        show(title, table)
    }
}
