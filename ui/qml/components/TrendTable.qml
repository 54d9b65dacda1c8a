import QtQuick

// The course in numbers. One stop for the Tab key; arrows go from row to row, and each row is read as a whole.
Column {
    id: table

    required property QtObject rows
    property int current: 0
    readonly property bool wide: width >= 3 * Theme.columnCard

    objectName: "trend-table"
    spacing: Theme.spaceXs
    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Table of readings, the newest first")

    function go(index) {
        const row = repeater.itemAt(index);
        if (row) {
            current = index;
            row.forceActiveFocus(Qt.TabFocusReason);
        }
    }

    Row {
        visible: table.wide
        width: parent.width

        Repeater {
            model: [qsTr("When"), qsTr("Readings"), qsTr("Average"), qsTr("Lowest"), qsTr("Highest")]

            Words {
                required property string modelData
                required property int index

                width: table.width * (index === 0 ? 0.27 : index === 1 ? 0.13 : 0.2)
                leftPadding: Theme.spaceM
                text: modelData
                color: Theme.muted
                font.pixelSize: Theme.typeControl
                Accessible.role: Accessible.ColumnHeader
            }
        }
    }

    Repeater {
        id: repeater

        model: table.rows

        Rectangle {
            id: row

            required property int index
            required property string label
            required property int count
            required property string mean
            required property string lowest
            required property string highest
            readonly property string summary: qsTr("average %1, lowest %2, highest %3, %4 readings").arg(mean).arg(lowest).arg(highest).arg(count)

            objectName: "trend-row-" + index
            width: table.width
            height: Math.max(Theme.sizeTarget, (table.wide ? cells.height : lines.height) + 2 * Theme.spaceXs)
            radius: Theme.radiusSmall
            color: index % 2 === 0 ? Theme.surface2 : Theme.surface
            activeFocusOnTab: index === table.current
            Accessible.role: Accessible.Row
            Accessible.name: label + ": " + summary
            Accessible.focusable: true
            Keys.onUpPressed: table.go(index - 1)
            Keys.onDownPressed: table.go(index + 1)

            FocusRing {
                around: row
            }

            Row {
                id: cells

                visible: table.wide
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width

                Repeater {
                    model: [row.label, row.count, row.mean, row.lowest, row.highest]

                    Words {
                        required property var modelData
                        required property int index

                        width: table.width * (index === 0 ? 0.27 : index === 1 ? 0.13 : 0.2)
                        leftPadding: Theme.spaceM
                        text: modelData
                        font.pixelSize: Theme.typeControl
                        font.bold: index === 2
                        Accessible.ignored: true
                    }
                }
            }

            Column {
                id: lines

                visible: !table.wide
                anchors.verticalCenter: parent.verticalCenter
                x: Theme.spaceM
                width: parent.width - 2 * Theme.spaceM

                Words {
                    width: parent.width
                    text: row.label
                    font.pixelSize: Theme.typeControl
                    font.bold: true
                    Accessible.ignored: true
                }

                Words {
                    width: parent.width
                    text: row.summary
                    font.pixelSize: Theme.typeControl
                    Accessible.ignored: true
                }
            }
        }
    }
}
