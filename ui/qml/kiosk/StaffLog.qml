import QtQuick
import "../components"

// Who did what at the station, the newest first, and whether the log is as it was written.
Column {
    id: list

    required property QtObject staff

    spacing: Theme.spaceS

    Notice {
        width: parent.width
        kind: list.staff.auditHolds ? "ok" : "warn"
        text: list.staff.auditSentence
    }

    Repeater {
        model: list.staff.auditRows

        Card {
            id: row

            required property string when
            required property string who
            required property string what

            width: list.width
            height: words.height + 2 * Theme.spaceM
            Accessible.role: Accessible.ListItem
            Accessible.name: [when, who, what].join(", ")

            Column {
                id: words

                x: Theme.spaceL
                y: Theme.spaceM
                width: parent.width - 2 * x

                Words {
                    width: parent.width
                    text: row.who + " · " + row.what
                    Accessible.ignored: true
                }

                Words {
                    width: parent.width
                    text: row.when
                    color: Theme.muted
                    font.pixelSize: Theme.typeLabel
                    Accessible.ignored: true
                }
            }
        }
    }
}
