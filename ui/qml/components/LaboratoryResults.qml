import QtQuick

// Each result of a test, the newest first: as printed, with what was converted, the printed range and the verdict.
Card {
    id: card

    required property QtObject rows

    height: lines.height + 2 * Theme.spaceL

    Column {
        id: lines

        x: Theme.spaceXl
        y: Theme.spaceL
        width: parent.width - 2 * x
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: qsTr("Every result")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: card.rows

            Column {
                id: line

                required property int index
                required property string day
                required property string value
                required property string words
                required property string flag

                objectName: "laboratory-result-" + index
                width: lines.width
                Accessible.role: Accessible.ListItem
                Accessible.name: [day, value, words].filter(part => part !== "").join(", ")

                Words {
                    width: parent.width
                    text: qsTr("%1: %2", "a day and the result of it").arg(line.day).arg(line.value)
                    color: line.flag === "none" ? Theme.text : Theme.warn
                    font.bold: true
                    Accessible.ignored: true
                }

                Words {
                    visible: text !== ""
                    width: parent.width
                    text: line.words
                    color: Theme.muted
                    font.pixelSize: Theme.typeControl
                    Accessible.ignored: true
                }
            }
        }
    }
}
