import Foundation
import Postgres

/// `ledger export`: the journal for a spreadsheet (RFC 4180).
struct LedgerExport {
    let database: Connection
    /// Nil: all of them.
    let institution: String?

    static let headers = [
        "序号", "日期", "机构", "事项", "状态", "借方账户", "借方科目", "贷方账户", "贷方科目", "金额（元）", "凭据", "指令", "来源", "来源事件", "转账编号",
    ]

    /// What the kinds of transfers are called.
    static let kinds = [
        "payment": "缴费", "suspension": "违规缴费挂账", "lesson": "消课", "passDays": "计时卡消费", "share": "按期划拨",
        "settlement": "结算", "repayment": "退费",
        "retention": "扣除已上课原价", "recovery": "追回预拨", "interest": "利息", "fee": "银行收费", "deposit": "缴存保证金",
        "payout": "银行付款", "failure": "付款失败退回",
        "reversal": "冲正",
    ]
    static let phases = ["posted": "已记账", "pending": "在途", "post": "在途转记账", "void": "在途撤销"]
    /// What the kinds of accounts are called.
    static let accountKinds = [
        "bank": "银行专用账户", "depositBank": "保证金专户", "advanced": "预拨款", "fees": "应收银行收费", "unconsumed": "未消课预收款",
        "earned": "已上课未到期",
        "pendingRelease": "待划拨", "released": "划拨在途", "refundsPayable": "应退款", "riskDeposit": "风险保证金", "suspense": "暂挂款",
        "interest": "利息",
    ]

    private static let declare = """
        declare journal no scroll cursor for
        select day::text, institution, kind, phase, debit_account, credit_account, amount_fen, reference,
            coalesce(pending, ''), poster, cause, transfer
        from escrow.report_transfers
        where ($1::text is null or institution = $1) and day >= coalesce($2::date, '-infinity')
            and day <= coalesce($3::date, 'infinity')
        order by institution collate "C", day, transfer collate "C"
        """
    private static let fetch = Statement("fetch 5000 from journal")

    /// Writes rows as they come: memory stays the same however long the journal is.
    func run(from: PostgresDate?, through: PostgresDate?) throws {
        let output = FileHandle.standardOutput
        try database.script("begin isolation level repeatable read read only")
        _ = try database.query(Statement(Self.declare), [institution, from, through])
        // A byte order mark tells spreadsheets that it is UTF-8.
        try output.write(contentsOf: Data("\u{FEFF}".utf8) + Data(Self.line(Self.headers).utf8))
        var number = 0
        while true {
            let rows = try database.query(Self.fetch, []).map { row in
                ((0...5).map { row.string($0) }, row.int64(6), (7...11).map { row.string($0) })
            }
            guard !rows.isEmpty else { break }
            var text = ""
            for (first, amount, last) in rows {
                number += 1
                text += Self.line(Self.row(number, first, amount, last))
            }
            try output.write(contentsOf: Data(text.utf8))
        }
        try database.script("rollback")
    }

    private static func row(_ number: Int, _ first: [String], _ amount: Int64, _ last: [String]) -> [String] {
        let (debit, credit) = (first[4], first[5])
        return [
            String(number), first[0], first[1], kinds[first[2]] ?? first[2], phases[first[3]] ?? first[3], debit,
            name(of: debit), credit, name(of: credit),
            yuan(amount),
        ] + last
    }

    private static func name(of account: String) -> String {
        let kind = account.split(separator: "/").last.map(String.init) ?? ""
        return accountKinds[kind] ?? kind
    }

    /// `1234.56`: no commas, so that a spreadsheet takes it as a number.
    private static func yuan(_ fen: Int64) -> String {
        let (yuan, rest) = fen.quotientAndRemainder(dividingBy: 100)
        return "\(yuan).\(rest < 10 ? "0" : "")\(rest)"
    }

    static func line(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }

    /// Quoted where it must be. What a spreadsheet would run as a formula gets an apostrophe before it: references come
    /// from outside.
    private static func field(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { "\",\r\n".contains($0) }) || safe.contains("\r\n") else { return safe }
        return "\"" + safe.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
}
