/// Tables of row 5: where the money is, and what was done about it.
enum MoneyTables {
    /// Title, columns, and a query whose columns are texts.
    static let all: [(title: String, columns: [String], query: String)] = [
        (
            "Row 5: what families of absconded institutions got back (yuan)", ["机构", "家庭", "已缴", "已上课", "已退", "未退"],
            """
            select institution, count(*)::text, pg_temp.yuan(sum(paid_fen)), pg_temp.yuan(sum(consumed_fen)),
                pg_temp.yuan(sum(repaid_fen)), pg_temp.yuan(sum(owed_fen + unconsumed_fen))
            from escrow.report_families group by institution order by institution
            """
        ),
        (
            "  the bank's balance at the freeze, and where it went",
            ["机构", "冻结日", "冻结时余额", "其后存入", "退给家庭", "付给他人", "现余额", ""], Absconding.equation
        ),
        (
            "  of them, the ten with most left when it absconded", ["报名", "已缴", "已上课", "已退", "未退"],
            """
            select enrolment, pg_temp.yuan(paid_fen), pg_temp.yuan(consumed_fen), pg_temp.yuan(repaid_fen),
                pg_temp.yuan(owed_fen + unconsumed_fen)
            from escrow.report_families order by repaid_fen + owed_fen + unconsumed_fen desc, enrolment limit 10
            """
        ),
        (
            "  payments that broke a rule, and went back (yuan)", ["原因", "笔数", "金额", "已退回"],
            """
            select reason, count(*)::text, pg_temp.yuan(sum(amount_fen)), pg_temp.yuan(sum(returned_fen))
            from escrow.report_suspensions group by reason order by reason
            """
        ),
        (
            "  what the bank was told to pay (yuan)", ["用途", "状态", "指令", "金额"],
            """
            select purpose, status, instructions::text, pg_temp.yuan(amount_fen)
            from escrow.report_instructions order by purpose, status
            """
        ),
        ("  refunds", ["状态", "申请"], "select status, refunds::text from escrow.report_refunds order by status"),
        (
            "  alerts", ["规则", "级别", "状态", "次数"],
            "select rule, level, status, count(*)::text from escrow.report_alerts group by 1, 2, 3 order by 1, 2, 3"
        ),
    ]
}
