import QtQuick

// The home blood pressure average with its rule, or how many readings are missing for one.
Card {
    id: card

    required property var average
    readonly property bool enough: average.enough ?? false
    readonly property var above: average.above ?? null
    property bool open: false

    objectName: "home-average"
    height: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: qsTr("Your home average")
            font.pixelSize: Theme.typeTitle
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Pill {
            verdict: !card.enough || card.above === null ? "none" : card.above ? "attention" : "ok"
            text: !card.enough ? qsTr("Not enough readings yet") : card.above === null ? "" : card.above ? qsTr("At or above the target") : qsTr("Below the target")
        }

        Words {
            objectName: "home-average-sentence"
            width: parent.width
            text: card.average.sentence ?? ""
            font.bold: true
        }

        Repeater {
            model: card.enough ? [] : [[card.average.readings ?? 0, card.average.leastReadings ?? 1, qsTr("%1 of %2 readings")], [card.average.days ?? 0, card.average.leastDays ?? 1, qsTr("%1 of %2 days")]]

            Column {
                required property var modelData

                width: column.width
                spacing: Theme.spaceXs

                Words {
                    width: parent.width
                    text: parent.modelData[2].arg(parent.modelData[0]).arg(parent.modelData[1])
                    font.pixelSize: Theme.typeControl
                }

                Meter {
                    width: parent.width
                    fraction: Math.min(1, parent.modelData[0] / parent.modelData[1])
                }
            }
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: card.average.pace ?? ""
            font.pixelSize: Theme.typeControl
        }

        BigButton {
            objectName: "home-average-more"
            kind: "quiet"
            leastHeight: Theme.sizeTarget
            iconName: card.open ? "x" : "list"
            text: card.open ? qsTr("Less") : qsTr("How it was worked out")
            fontSize: Theme.typeControl
            width: Math.min(implicitWidth, parent.width)
            onClicked: card.open = !card.open
        }

        Repeater {
            model: card.open ? [...(card.average.lines ?? []), card.average.other ?? ""].filter(line => line !== "") : []

            Words {
                required property string modelData

                width: column.width
                text: modelData
                color: Theme.muted
                font.pixelSize: Theme.typeControl
            }
        }
    }
}
