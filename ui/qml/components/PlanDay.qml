import QtQuick

// A day of the week: its morning and its evening, each by icon, words and colour.
Card {
    id: day

    required property string title
    required property bool today
    required property bool counts
    required property var slots
    readonly property var looks: ({
            "done": ["circle-check", Theme.ok],
            "part": ["triangle-alert", Theme.warn],
            "missed": ["x", Theme.warn],
            "now": ["heart-pulse", Theme.primary],
            "ahead": ["square", Theme.muted]
        })

    implicitHeight: column.height + 2 * Theme.spaceM
    color: today ? Theme.primarySoft : Theme.surface
    border.color: today ? Theme.primary : Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: [title].concat(slots.map(slot => slot.part + " " + slot.text)).join(", ")

    Column {
        id: column

        x: Theme.spaceM
        y: Theme.spaceM
        width: parent.width - 2 * Theme.spaceM
        spacing: Theme.spaceS

        Words {
            width: parent.width
            text: day.title
            font.pixelSize: Theme.typeLabel
            font.bold: true
            Accessible.ignored: true
        }

        Repeater {
            model: day.slots

            Row {
                required property var modelData

                width: column.width
                spacing: Theme.spaceS

                Icon {
                    id: sign

                    anchors.verticalCenter: parent.verticalCenter
                    name: day.looks[parent.modelData.state][0]
                    colour: day.looks[parent.modelData.state][1]
                    extent: Theme.iconSmall
                }

                Words {
                    width: parent.width - sign.width - parent.spacing
                    text: parent.modelData.part + " · " + parent.modelData.text
                    color: sign.colour
                    font.pixelSize: Theme.typeCaption
                    Accessible.ignored: true
                }
            }
        }
    }
}
