import BlacklistPublisherRules
import Model
import Service
import Support
import Testing

@testable import BlacklistPublisher

@Suite(.enabled(if: Schema.hasDatabase))
struct BlacklistDayTests {
    /// Five windows that are over and one that is not, three listings that end and one that does not.
    private static let rows = """
        insert into institutions values ('91500114MA5U00000B', 'name');
        insert into entries select 'N' || n, '91500114MA5U00000B', 'education', 'conduct', 'basis', '1',
            'noticeServed', '2022-03-01', '2022-03-02', case n when 6 then '2022-04-01'::date else '2022-03-31' end,
            null, null from generate_series(1, 6) n;
        insert into entries select 'L' || n, '91500114MA5U00000B', 'education', 'conduct', 'basis', '1',
            'listed', '2019-03-01', '2019-03-02', '2019-03-10', '2019-03-11',
            case n when 4 then '2022-04-02'::date else '2022-04-01' end
            from generate_series(1, 4) n;
        """

    private func day(max: Int) throws -> (facts: [Fact], rows: [String], portions: Int) {
        let schema = try Schema("blacklist_portion_test_\(min(max, 99))", BlacklistApplication.migrations, Self.rows)
        let store = Store()
        var (facts, cursor, portions) = ([Fact](), String?.none, 0)
        repeat {
            let (entries, next) = try store.moving(on: today, after: cursor, max: max, schema.connection)
            let commands = entries.map { Command.dayWork(today, entry: $0) }
            var (state, made) = (try store.load(Keys(commands), from: schema.connection), [Fact]())
            for command in commands {
                for fact in try decide(command, state, Qianjiang.circumstances(on: today.description)) {
                    evolve(&state, fact)
                    made.append(fact)
                }
            }
            try store.save(state, to: schema.connection)
            (facts, cursor, portions) = (facts + made, next, portions + 1)
        } while cursor != nil
        #expect(try store.moving(on: today, after: nil, max: max, schema.connection).entries.isEmpty)
        let rows = try schema.rows("entries")
        try schema.drop()
        return (facts, rows, portions)
    }

    @Test func `a day says and leaves the same in however many portions it is done`() throws {
        let whole = try day(max: .max)
        #expect(whole.portions == 1 && whole.facts.count == 5 + 3)
        for max in [1, 7] {
            let cut = try day(max: max)
            #expect(cut.portions == (8 + max - 1) / max)
            #expect(cut.facts == whole.facts && cut.rows == whole.rows)
        }
    }
}
