import Model
import Testing

@Suite struct RosterTests {
    @Test(arguments: [
        ("", "1 to 64"), (String(repeating: "a", count: 65), "1 to 64"), ("café", "a-z"), ("a.b", "a-z"),
        ("a/b", "a-z"), ("Bank", "a-z"), ("bank", "twice"), ("escrow", "service"),
    ])
    func `a poster whose id is no part of a topic's name, or is taken, is refused at start`(
        id: String, said: String
    ) {
        let posters = [Poster(id: "bank", name: "专户银行", roles: [.bank]), Poster(id: id, name: "某", roles: [.grid])]
        #expect(Roster(posters: posters).fault?.contains(said) == true)
    }

    @Test func `a poster has a name for people, and something that it may say`() {
        func fault(name: String, roles: Set<Role>) -> String? {
            Roster(posters: [Poster(id: String(repeating: "a", count: 64), name: name, roles: roles)]).fault
        }
        #expect(fault(name: "某", roles: [.grid]) == nil)
        #expect(fault(name: "", roles: [.grid])?.contains("1 to 200") == true)
        #expect(fault(name: String(repeating: "某", count: 201), roles: [.grid])?.contains("1 to 200") == true)
        #expect(fault(name: "某", roles: [])?.contains("role") == true)
    }
}
