import Testing

@testable import Notification

/// Where the notices of a recipient are filed.
@Suite struct FolderNameTests {
    @Test(arguments: ["education", "township:城东街道", "grid-workers", "task_force", "пост1", "café", "a", "0"])
    func `a plain name is its own folder`(recipient: String) { #expect(FolderName.own(recipient) == recipient) }

    static let others = [
        "", ".", "..", "../..", "a/b", "/etc", "a\u{0}b", "a\nb", "\u{1b}[2J", "a b", " a", "a.", "con.txt", "~", "@ab",
        "a\u{200d}b", "a\u{fe0f}", "\u{202e}abc", "a\\b", "C:\\x", "a*", "💰",
        "township:" + String(repeating: "街", count: 210), String(repeating: "a", count: 101),
    ]

    @Test(arguments: others) func `any other name has a folder made from its sum`(recipient: String) {
        #expect(FolderName.own(recipient) == nil)
    }

    @Test(arguments: [("education", "Education"), ("café", "cafe\u{301}"), ("strasse", "straße"), ("ａ", "Ａ")])
    func `of names that differ in case or normalisation only, one at most is its own folder`(
        plain: String, other: String
    ) {
        #expect(FolderName.own(plain) == plain)
        #expect(FolderName.own(other) == nil)
    }

    @Test func `a made name is never a recipient's own`() {
        #expect(FolderName.own(FolderName.made(from: "0a1b")) == nil)
    }
}
