import InspectionRules
import Model
import Service
import Support
import Testing

@testable import Inspection

@Suite(.enabled(if: Schema.hasDatabase))
struct InspectionDayTests {
    /// Three inspections, five terms and two months that are over; the first of six schools was visited in March.
    private static let rows = """
        insert into institutions values ('91500114MA5U00000B', 'name', 'township', 'operating');
        insert into departments values ('a', 'a', true), ('b', 'b', true);
        insert into campaigns values ('C', 'title', '2022-01-01', '2022-03-31');
        insert into inspections (inspection, campaign, day) select 'J' || n, 'C', date '2022-03-01' + n
            from generate_series(1, 3) n;
        insert into planned select inspection, '91500114MA5U00000B', false from inspections;
        insert into attendances select 'J1', department, 2 from departments;
        insert into findings select 'F' || n, 'J1', '91500114MA5U00000B', 'a', 'fee', 'serious', 'open',
            '2022-03-31', false, 0 from generate_series(1, 5) n;
        insert into schools select 'S' || n, 'name', 'township', null from generate_series(1, 6) n;
        insert into school_year_months values ('2022-02-01', 'Y', false), ('2022-03-01', 'Y', false),
            ('2022-04-01', 'Y', false);
        insert into visits values ('V1', 'S1', 'I', '2022-03-03', '2022-03-01', 'routine', 'onSite');
        """

    /// The facts of the day and the tables after it, and in how many portions it was done.
    private func day(max: Int) throws -> (facts: [Fact], rows: [String], portions: Int) {
        let schema = try Schema("inspection_portion_test_\(min(max, 99))", InspectionApplication.migrations, Self.rows)
        let (store, plan) = (Store(), DayPlan(day: today, connection: schema.connection))
        var (facts, cursor, portions) = ([Fact](), String?.none, 0)
        repeat {
            let portion = try plan.next(after: cursor, max: max)
            let commands = portion.pieces.map(\.command)
            var (state, made) = (try store.load(Keys(commands), from: schema.connection), [Fact]())
            for command in commands {
                for fact in try decide(command, state, Qianjiang.circumstances(on: today.description)) {
                    evolve(&state, fact)
                    made.append(fact)
                }
            }
            try store.save(state, made, to: schema.connection)
            (facts, cursor, portions) = (facts + made, portion.cursor, portions + 1)
        } while cursor != nil
        // Whoever loses the place and begins again finds nothing left.
        #expect(try plan.next(after: nil, max: max).pieces.isEmpty)
        let rows = try schema.rows("inspections", "findings", "school_year_months", "missed_months")
        try schema.drop()
        return (facts, rows, portions)
    }

    @Test func `a day says and leaves the same in however many portions it is done`() throws {
        let whole = try day(max: .max)
        #expect(whole.portions == 1 && whole.facts.count == 3 + 5 + 6 + 5 + 2)
        for max in [1, 7] {
            let cut = try day(max: max)
            #expect(cut.portions == (21 + max - 1) / max)
            #expect(cut.facts == whole.facts && cut.rows == whole.rows)
        }
    }
}
