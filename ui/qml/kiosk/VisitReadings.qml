import QtQuick
import "../components"

// What was measured in this visit, with its verdict.
Flow {
    id: readings

    required property QtObject home
    property bool wide: false
    readonly property int abreast: wide ? 4 : 3

    visible: !home.empty
    spacing: Theme.spaceM
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Measured in this visit")

    Repeater {
        model: readings.home.tiles

        Card {
            id: card

            required property string title
            required property string value
            required property string unit
            required property string verdict
            required property string verdictText
            required property string when
            required property bool simulated

            width: (readings.width - (readings.abreast - 1) * readings.spacing) / readings.abreast
            height: words.height + 2 * Theme.spaceM
            border.color: verdict === "attention" ? Theme.warn : Theme.line
            Accessible.role: Accessible.ListItem
            Accessible.name: [title, value + " " + unit, verdictText].join(", ")

            Column {
                id: words

                x: Theme.spaceM
                y: Theme.spaceM
                width: parent.width - 2 * Theme.spaceM
                spacing: Theme.spaceXs

                Words {
                    width: parent.width
                    text: card.title
                    color: Theme.muted
                    font.pixelSize: Theme.typeControl
                    Accessible.ignored: true
                }

                Words {
                    width: parent.width
                    text: card.value
                    font.pixelSize: Theme.typeNumber
                    font.bold: true
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.typeTitle
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }

                Words {
                    width: parent.width
                    text: card.unit + (card.simulated ? " · " + qsTr("practice") : "")
                    color: Theme.muted
                    font.pixelSize: Theme.typeLabel
                    Accessible.ignored: true
                }

                Pill {
                    verdict: card.verdict
                    text: card.verdictText
                }
            }
        }
    }
}
