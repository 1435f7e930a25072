import Foundation
import Service

/// All notices to one recipient on one day, in order.
struct NoticeFile {
    struct Line: Codable {
        var id: String
        var type: String
        var subject: String
        var text: String
    }

    var recipient: String
    var day: String
    var lines: [Line]
}

/// The outbox directory: one file a recipient and day, whole at any moment.
struct NoticeFiles {
    let directory: String

    func write(_ file: NoticeFile) throws {
        let folder = "\(directory)/\(safe(file.recipient))"
        try Files.makeDirectory(folder)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for line in file.lines {
            data += try encoder.encode(line)
            data.append(UInt8(ascii: "\n"))
        }
        try Files.replace("\(folder)/\(file.day).jsonl", with: data)
    }

    /// A recipient's name as a folder's: a name from the district's table cannot leave the directory.
    private func safe(_ name: String) -> String {
        let cleaned = name.replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "\0", with: "_")
        return cleaned.hasPrefix(".") ? "_" + cleaned.dropFirst() : cleaned
    }
}
