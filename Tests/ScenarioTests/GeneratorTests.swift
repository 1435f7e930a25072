import Foundation
import Model
import Support
import Testing

@testable import Simulator

/// The year as it is posted, before any service has seen it.
@Suite struct GeneratorTests {
    /// The profile of the small district.
    private static func profile() -> Profile { Qianjiang.read(Profile.self, "districts/yunling/profile.json") }

    /// Everything that is posted in the year, byte for byte.
    private static func postings(_ profile: Profile) throws -> [Posting] {
        var year = try Year(profile, Qianjiang.calendar)
        var all: [Posting] = []
        while let (_, postings) = year.next() { all += postings }
        return all
    }

    /// What a developer may have written in a profile, and the figure that is named.
    private static let odd: [(figure: String, change: @Sendable (inout Profile) -> Void)] = [
        ("region", { $0.region = "50o1" }), ("region", { $0.region = "一二三四五六" }),
        ("through", { $0.through = $0.from }), ("townships", { $0.townships = [] }),
        ("townships", { $0.townships[0].grids = 0 }), ("townships", { $0.townships[0].weight = -1 }),
        ("departments", { $0.departments = [] }), ("schools.count", { $0.schools.count = -1 }),
        ("institutions", { $0.institutions.transformed = $0.institutions.academic + 1 }),
        ("institutions", { $0.institutions.leaving = $0.institutions.surveyed }),
        ("institutions.revoked", { $0.institutions.revoked = $0.institutions.leaving + 1 }),
        ("schools.schoolsPerInspector", { $0.schools.schoolsPerInspector = 0 }),
    ]

    @Test(arguments: odd.indices) func `a profile of which no year can be made is refused by its figure`(index: Int) {
        var profile = Self.profile()
        #expect(profile.complaint == nil)
        Self.odd[index].change(&profile)
        #expect(profile.complaint?.hasPrefix(Self.odd[index].figure) == true, "\(profile.complaint ?? "")")
    }

    @Test func `the same seed makes the same year, another seed another of the same size`() throws {
        var other = Self.profile()
        other.seed += 1
        let (first, second, third) = (
            try Self.postings(Self.profile()), try Self.postings(Self.profile()), try Self.postings(other)
        )
        #expect(first.map(\.payload) == second.map(\.payload))
        #expect(first.map(\.key) == second.map(\.key))
        #expect(first.map(\.payload) != third.map(\.payload))
        #expect(abs(first.count - third.count) < first.count / 10)
    }

    @Test
    func `the ordinary mess is in it: doubles, early and late posts, posts without a key, and bytes that are no event`()
        throws
    {
        let postings = try Self.postings(Self.profile())
        let unreadable = postings.filter { (try? JSONSerialization.jsonObject(with: Data($0.payload))) == nil }
        #expect(Set(postings.map(\.payload)).count < postings.count)
        #expect(zip(postings, postings.dropFirst()).contains { $0.time > $1.time })
        #expect(postings.contains { $0.key == nil })
        #expect(unreadable.contains { $0.payload.isEmpty } && unreadable.contains { $0.payload.count == 5_000_000 })
    }

    @Test func `everything goes in through intake topics`() throws {
        #expect(
            try Self.postings(Self.profile()).allSatisfy {
                $0.topic.split(separator: ".").dropFirst().first == "intake"
            })
    }
}
