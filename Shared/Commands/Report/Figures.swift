/// One figure of the article's table: how it is counted, and where.
struct Figure {
    /// Row of the article table.
    let row: Int
    /// Key of the acceptance file.
    let key: String
    let title: String
    /// The formula in words.
    let formula: String
    /// A query over the services' report views that gives one bigint.
    let query: String
}

/// Rows 1 to 9 of the article's table. Each figure is counted from what the services made of the events.
enum Figures {
    static let all: [Figure] = [
        Figure(
            row: 1, key: "surveyed", title: "排查机构", formula: "count of institutions on the register",
            query: "select count(*) from registry.report_institutions"),
        Figure(
            row: 1, key: "academic", title: "其中学科类", formula: "the panel's majority says academic",
            query: "select count(*) from registry.report_institutions where surveyed_category = 'academic'"),
        Figure(
            row: 1, key: "nonAcademic", title: "其中非学科类", formula: "the panel's majority says non-academic",
            query: "select count(*) from registry.report_institutions where surveyed_category = 'nonAcademic'"),
        Figure(
            row: 2, key: "transformed", title: "学科类转型", formula: "found academic, status transformed",
            query: """
                select count(*) from registry.report_institutions
                where surveyed_category = 'academic' and status = 'transformed'
                """),
        Figure(
            row: 2, key: "academicDeregistered", title: "学科类注销", formula: "found academic, status deregistered",
            query: """
                select count(*) from registry.report_institutions
                where surveyed_category = 'academic' and status = 'deregistered'
                """),
        Figure(
            row: 2, key: "academicLeft", title: "学科类剩余", formula: "category academic and not closed",
            query: """
                select count(*) from registry.report_institutions
                where category = 'academic' and status not in ('deregistered', 'revoked', 'absconded')
                """),
        Figure(
            row: 3, key: "closed", title: "不再办学", formula: "deregistered + revoked + absconded",
            query: """
                select count(*) from registry.report_institutions
                where status in ('deregistered', 'revoked', 'absconded')
                """),
        Figure(
            row: 3, key: "reductionPermille", title: "整体压减率‰",
            formula: "1000 × (deregistered + revoked + absconded) / surveyed",
            query: """
                select
                    1000 * count(*) filter (where status in ('deregistered', 'revoked', 'absconded'))
                        / greatest(count(*), 1)
                from registry.report_institutions
                """),
        Figure(
            row: 4, key: "jointInspections", title: "联合执法检查", formula: "inspections held with at least two departments",
            query: "select count(*) from inspection.report_inspections where held"),
        Figure(
            row: 4, key: "notInspected", title: "未检查机构", formula: "institutions inspected no time in a held inspection",
            query: "select count(*) from inspection.report_coverage where inspected = 0"),
        Figure(
            row: 4, key: "departmentsInspecting", title: "参与检查部门",
            formula: "departments that attended a held inspection",
            query: "select count(*) from inspection.report_departments where inspections > 0"),
        Figure(
            row: 5, key: "unaccountedFen", title: "去向不明资金（分）",
            formula: "bank, deposit, advanced and fee accounts − all liabilities",
            query: """
                select coalesce(sum(
                    case when kind in ('bank', 'depositBank', 'advanced', 'fees') then balance_fen
                        else -balance_fen end), 0)::bigint
                from escrow.report_trial_balance
                """),
        Figure(
            row: 5, key: "unexplainedDifferences", title: "账实不符未销",
            formula: "lines in which books and bank differ for more than ten days",
            query: "select count(*) from escrow.report_differences where days > 10"),
        Figure(
            row: 5, key: "absconded", title: "卷钱跑路机构", formula: "institutions with status absconded",
            query: "select count(*) from registry.report_institutions where status = 'absconded'"),
        Figure(
            row: 5, key: "abscondedLossFen", title: "跑路家庭损失（分）",
            formula: "what families of absconded institutions are owed and nobody has",
            query: "select coalesce(sum(owed_fen + unconsumed_fen), 0)::bigint from escrow.report_families"),
        Figure(
            row: 5, key: "abscondedUnrepaidFen", title: "跑路扣留未退（分）",
            formula: "what the bank still holds of absconded institutions, as far as families are owed it",
            query: Absconding.withheld),
        Figure(
            row: 5, key: "abscondedTableFen", title: "跑路退费表差额（分）",
            formula:
                "balance at the freeze + what came in later − the table of what families got "
                + "− paid to others − balance now",
            query: Absconding.difference),
        Figure(
            row: 6, key: "listed", title: "黑名单机构", formula: "entries of the blacklist that stand",
            query: "select count(*) from blacklist.report_entries where status = 'listed'"),
        Figure(
            row: 6, key: "restrictionsObeyed", title: "失信受限的系统",
            formula:
                "services that did not let a listed institution act (INSTITUTION_RESTRICTED): registry refused, "
                + "escrow suspended",
            query: """
                select
                    (exists (select from registry.report_rejections where reason = 'INSTITUTION_RESTRICTED'))::int
                    + (exists (select from escrow.report_suspensions where reason = 'INSTITUTION_RESTRICTED'))::int
                        ::bigint
                """),
        Figure(
            row: 7, key: "outsideGrid", title: "无网格机构", formula: "institutions that are not in exactly one grid",
            query: """
                select (select count(*) from registry.report_institutions)
                    - (select coalesce(sum(institutions), 0) from registry.report_grids)::bigint
                """),
        Figure(
            row: 7, key: "townships", title: "乡镇街道", formula: "townships and streets with grids",
            query: "select count(distinct township) from registry.report_grids"),
        Figure(
            row: 8, key: "schools", title: "义务教育学校", formula: "schools with a responsible inspector",
            query: "select count(*) from inspection.report_schools where inspector is not null"),
        Figure(
            row: 8, key: "missedVisits", title: "当月未督导", formula: "school months without a visit",
            query: "select count(*) from inspection.report_school_months where missed"),
        Figure(
            row: 9, key: "leadingGroup", title: "领导小组成员部门", formula: "departments of the leading group",
            query: "select count(*) from notification.report_departments where leading_group"),
        Figure(
            row: 9, key: "taskGroups", title: "专项小组", formula: "task groups that departments work in",
            query: """
                select count(distinct label)
                from notification.report_departments, unnest(task_groups) as task_group (label)
                """),
        Figure(
            row: 9, key: "governanceTaskForce", title: "治理专班部门", formula: "departments of the governance task force",
            query: "select count(*) from notification.report_departments where governance_task_force"),
        Figure(
            row: 9, key: "departmentsTold", title: "收到通知的部门", formula: "departments that were told something",
            query: """
                select count(*) from notification.report_departments
                where department in (select recipient from notification.report_told where notices > 0)
                """),
    ]
}

/// What a document says of a figure.
struct Acceptance: Codable {
    enum Comparison: String, Codable {
        case equal = "="
        case atLeast = ">="
    }

    var key: String
    var comparison: Comparison
    var value: Int64
    /// The words of the document.
    var quote: String

    func accepts(_ figure: Int64) -> Bool { comparison == .equal ? figure == value : figure >= value }
}
